//! Whether the identity of a published application holds the roles that its agents' shared identity held before: publishing
//! makes a new identity without roles (Microsoft, Agent identity, 2026-04-13).

use super::holders::conditional;
use super::words::place;
use super::{Assigned, Roles};
use crate::catalogue::{RoleAssignment, is_above_subscriptions};
use crate::estate::index::Lack;
use crate::model::{Fact, Provenance, ResourceId, Value, Why};
use std::collections::BTreeMap;

impl Roles<'_> {
    /// The facts of an application, from the shared agent identity of its project and its own.
    pub(in crate::estate) fn tool_facts(
        &self,
        shared: &Fact<Option<String>>,
        own: &Fact<Option<String>>,
    ) -> [(&'static str, Fact); 2] {
        let hidden = |what: &str| (Why::Unresolved(what.to_owned()), Provenance::None);
        let of = |principal: &Fact<Option<String>>, what: &str| match principal {
            Fact::Known(Some(principal), _) => Ok(principal.clone()),
            Fact::Known(None, at) => Err((hidden(what).0, at.clone())),
            Fact::Missing(why, at) => Err((why.clone(), at.clone())),
        };
        let both = of(shared, "the shared agent identity of the project")
            .and_then(|shared| Ok((shared, of(own, "the identity of the application")?)));
        let (shared, own) = match both {
            Ok(both) => both,
            Err((why, at)) => {
                let open = Fact::Missing(why, at);
                return [
                    ("missing_tool_roles", open.clone()),
                    ("missing_tool_roles_complete", open),
                ];
            }
        };
        let mut rows: BTreeMap<String, Value> = BTreeMap::new();
        let mut seen = Provenance::None;
        let mut open: Option<Lack> = None;
        for (subscription, list) in &self.standing {
            seen = seen.and(&list.evidence);
            open = open.or_else(|| list.lack.clone());
            let has: Vec<&RoleAssignment> = list.of(&own).collect();
            for needed in list.of(&shared) {
                match counterpart(needed, &has) {
                    Some(false) => {
                        let what = conditional(self.role_name(needed, subscription));
                        open.get_or_insert(what);
                    }
                    Some(true) => {}
                    None => {
                        let row = self.tool_role(needed, subscription, &own);
                        rows.insert(format!("{} {}", needed.role, needed.scope.folded()), row);
                    }
                }
            }
        }
        let empty = rows.is_empty();
        let list = Fact::Known(Value::List(rows.into_values().collect()), seen.clone());
        let (list, complete) = match open {
            None => (list, Fact::Known(true.into(), seen)),
            Some((why, at)) => {
                let open = Fact::Missing(why, at);
                (if empty { open.clone() } else { list }, open)
            }
        };
        [("missing_tool_roles", list), ("missing_tool_roles_complete", complete)]
    }

    fn tool_role(&self, row: &RoleAssignment, subscription: &ResourceId, own: &str) -> Value {
        let role = self.role_name(row, subscription);
        Value::record([
            ("right", format!("{role} on {}", place(&row.scope)).as_str().into()),
            ("role", row.role.as_str().into()),
            ("scope", row.scope.written().into()),
            ("principal", own.into()),
        ])
    }

    /// The name of an assignment's role, or its id if nobody has read it.
    fn role_name<'r>(&'r self, row: &'r RoleAssignment, subscription: &ResourceId) -> &'r str {
        match self.right(row, subscription) {
            Fact::Known(right, _) => right.role,
            Fact::Missing(..) => &row.role,
        }
    }
}

impl Assigned {
    /// The assignments of one principal.
    fn of<'s>(&'s self, principal: &'s str) -> impl Iterator<Item = &'s RoleAssignment> {
        let scopes = self.by_principal.get(principal).into_iter().flatten();
        let below = scopes.filter_map(|scope| self.by_scope.get(scope)).flatten();
        self.above.iter().chain(below).filter(move |row| row.principal == principal)
    }
}

/// Whether one of these has the same role at the same scope or a wider one: for sure, or where a condition holds.
fn counterpart(needed: &RoleAssignment, held: &[&RoleAssignment]) -> Option<bool> {
    let wide = |row: &&&RoleAssignment| {
        row.role == needed.role
            && (is_above_subscriptions(&row.scope) || row.scope.covers(&needed.scope))
    };
    let found = held.iter().filter(wide);
    found.map(|row| !row.conditional).max()
}
