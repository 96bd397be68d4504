//! Whether an account may pass the perimeters around the stores that its projects bind.

use super::bindings::{Bound, ProjectBindings};
use super::dependencies::{Dependencies, Existence};
use super::graph::AccountNode;
use super::index::Index;
use super::pairs::local;
use crate::catalogue::{self, Perimeter, ReadKind};
use crate::model::{Fact, Kind, Provenance, ResourceId, Value, Why};
use std::collections::BTreeMap;

/// What perimeters are found by.
pub(super) struct Perimeters<'a> {
    pub(super) index: &'a Index<'a>,
    pub(super) dependencies: &'a Dependencies<'a>,
}

impl Perimeters<'_> {
    /// `has_secured_stores` and `perimeter_gaps` of an account.
    pub(super) fn facts(
        &self,
        account: &AccountNode,
        bindings: &[&ProjectBindings],
    ) -> [(&'static str, Fact); 2] {
        let mut stores: BTreeMap<(Kind, ResourceId), Fact<bool>> = BTreeMap::new();
        let mut open: Vec<Fact<bool>> = Vec::new();
        let lack = account.projects.lack.iter();
        open.extend(lack.map(|(why, at)| Fact::Missing(why.clone(), at.clone())));
        for project in bindings {
            open.push(project.complete().map(|_| false));
            for binding in &project.bindings {
                match &binding.bound {
                    Fact::Known(Bound::Store(kind, id), _) => {
                        let secured = self.is_secured(*kind, id);
                        stores.insert((*kind, id.clone()), secured);
                    }
                    Fact::Known(Bound::Dead, _) => {}
                    Fact::Missing(why, at) => open.push(Fact::Missing(why.clone(), at.clone())),
                }
            }
        }
        let any = Fact::any(stores.values().cloned().chain(open.iter().cloned()));
        let gaps = stores.iter().map(|((kind, id), secured)| {
            secured.clone().then(|secured| match secured {
                true => self.gap(account, *kind, id),
                false => Fact::Known(None, Provenance::None),
            })
        });
        let open = open.into_iter().map(|one| one.map(|_| None));
        let gaps = Fact::collect(gaps.chain(open)).map(|all| {
            let gaps: Vec<String> = all.into_iter().flatten().collect();
            Value::from(gaps)
        });
        [("has_secured_stores", any.erase()), ("perimeter_gaps", gaps)]
    }

    fn is_secured(&self, kind: Kind, id: &ResourceId) -> Fact<bool> {
        match self.dependencies.lookup(kind, id) {
            Existence::Found(row, _) => {
                local(&row.facts, "secured_by_perimeter").map(|on| on == Value::Bool(true))
            }
            Existence::Absent(evidence) => Fact::Known(false, evidence),
            Existence::Lacking(why, evidence) => Fact::Missing(why, evidence),
        }
    }

    /// The perimeter of a store that keeps an account out, in words.
    fn gap(&self, account: &AccountNode, kind: Kind, store: &ResourceId) -> Fact<Option<String>> {
        let Some(read) = catalogue::perimeters_of(kind) else {
            return Fact::Known(None, Provenance::None);
        };
        self.around(read, store).then(|around| {
            let mut enforced = around.iter().filter(|one| one.enforced).peekable();
            if enforced.peek().is_none() {
                return Fact::Known(None, Provenance::None);
            }
            let injected = local(&account.row.facts, "network_injections");
            injected.then(|injected| {
                if injected.as_list().is_some_and(|all| !all.is_empty()) {
                    let what = format!("whether agents reach {} past its perimeter", store.name());
                    return Fact::Missing(Why::Unresolved(what), Provenance::None);
                }
                self.around(ReadKind::ACCOUNT_PERIMETERS, &account.row.id).map(|own| {
                    let out = enforced.find(|one| !lets_in(one, &account.row.id, &own));
                    out.map(|one| format!("{} (perimeter {})", store.name(), one.id.name()))
                })
            })
        })
    }

    fn around(&self, read: ReadKind, id: &ResourceId) -> Fact<Vec<Perimeter>> {
        let listing = self.index.list(read, id);
        match listing.lack {
            Some((why, evidence)) => Fact::Missing(why, evidence),
            None => Fact::of(
                listing.items.iter().map(catalogue::perimeter).collect(),
                &listing.evidence,
            ),
        }
    }
}

fn lets_in(perimeter: &Perimeter, account: &ResourceId, own: &[Perimeter]) -> bool {
    let in_same = own.iter().any(|one| one.id == perimeter.id);
    in_same
        || perimeter.lets_in.iter().any(|from| {
            *from == account.subscription_scope() || own.iter().any(|one| one.id == *from)
        })
}
