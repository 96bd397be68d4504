//! Deny assignments, which deployment stacks and managed applications make: actions that a principal can't take, whatever
//! its roles.

use super::Body;
use crate::model::{Fact, ResourceId, Why};
use crate::text::{Glob, Star};

/// A deny assignment.
#[derive(Clone, Debug)]
pub struct DenyAssignment {
    /// Where it holds.
    pub scope: ResourceId,
    /// True if it holds at its scope only, not below.
    pub not_below: bool,
    /// True if it is for everyone, without exception.
    pub for_all: bool,
    /// True if a condition narrows it.
    pub conditional: bool,
    /// What it denies: actions and those left out, by permission.
    permissions: Vec<(Vec<Glob>, Vec<Glob>)>,
}

/// "Everyone" as a principal.
const EVERYONE: &str = "00000000-0000-0000-0000-000000000000";

impl DenyAssignment {
    /// True if it denies this action, given in lower case, at this scope.
    #[must_use]
    pub fn denies(&self, action: &str, at: &ResourceId) -> bool {
        let holds = if self.not_below {
            self.scope == *at
        } else {
            self.scope.covers(at)
        };
        let named = |patterns: &[Glob]| patterns.iter().any(|pattern| pattern.matches(action));
        let denied = |(actions, not): &(Vec<Glob>, Vec<Glob>)| named(actions) && !named(not);
        holds && self.permissions.iter().any(denied)
    }
}

/// Reads a deny assignment.
#[must_use]
pub fn deny_assignment(body: &Body<'_>) -> Fact<DenyAssignment> {
    let folded = |permission: &Body<'_>, name: &str| {
        permission.texts(name).map(|list| {
            list.iter()
                .map(|one| Glob::new(one, Star::Any))
                .collect::<Vec<_>>()
        })
    };
    let permissions = body.list("properties.permissions").then(|permissions| {
        Fact::collect(permissions.iter().map(|one| {
            folded(one, "actions")
                .then(|actions| folded(one, "notActions").map(|not| (actions, not)))
        }))
    });
    body.text("properties.scope").then(|scope| {
        permissions.then(|permissions| {
            everyone(body).then(|for_all| {
                body.flag("properties.doNotApplyToChildScopes", false)
                    .then(|not_below| {
                        body.at("properties.condition")
                            .map(|condition| DenyAssignment {
                                scope: ResourceId::new(&scope),
                                not_below,
                                for_all,
                                conditional: condition.is_some(),
                                permissions,
                            })
                    })
            })
        })
    })
}

/// True if it is for everyone and leaves nobody out.
fn everyone(body: &Body<'_>) -> Fact<bool> {
    let principals = body.list("properties.principals").then(|principals| {
        if principals.is_empty() {
            return body.missing(Why::Malformed);
        }
        Fact::any(principals.iter().map(|one| {
            one.text("id").then(|id| {
                one.text("type")
                    .map(|ty| id == EVERYONE && ty.eq_ignore_ascii_case("SystemDefined"))
            })
        }))
    });
    let left_out = body
        .list("properties.excludePrincipals")
        .map(|left_out| left_out.is_empty());
    Fact::all([principals, left_out])
}
