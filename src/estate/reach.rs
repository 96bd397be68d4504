//! How far a loss reaches: which subjects depend on one that is lost, by which links, and which may.
//!
//! A subject depends on what holds it, on what it refers to or binds, and on the connections, capability hosts and
//! deployments that it holds. A connection or a capability host that bindings go through serves those alone.

use super::Estate;
use super::link::{Link, Links, Node};
use crate::model::{Kind, LinkRole};
use std::collections::BTreeSet;

/// A subject that depends on another.
#[derive(Clone, Copy, Debug)]
pub struct Dependent<'a> {
    /// The subject.
    pub node: &'a Node,
    /// The link by which it depends on the one before.
    pub by: &'a Link,
    /// The one before, an index of the list; none if that is the lost subject itself.
    pub after: Option<usize>,
    /// False if a link that couldn't be followed is on the way: it may depend, and it may not.
    pub certain: bool,
}

impl Estate {
    /// The subjects that depend on one, nearest first and each once; those that only may depend come last. Linear in the
    /// links that are followed.
    #[must_use]
    pub fn dependents(&self, lost: &Node) -> Vec<Dependent<'_>> {
        let mut reach = Reach { links: &self.links, seen: BTreeSet::new(), found: Vec::new() };
        reach.add(directly(&self.links, lost), None, true, lost);
        reach.follow(0, lost);
        let certain = reach.found.len();
        reach.add_hidden(lost);
        reach.follow(certain, lost);
        reach.found
    }
}

struct Reach<'a> {
    links: &'a Links,
    seen: BTreeSet<&'a Node>,
    found: Vec<Dependent<'a>>,
}

impl<'a> Reach<'a> {
    /// Adds what depends on what was found, from this index on.
    fn follow(&mut self, mut at: usize, lost: &Node) {
        while let Some(one) = self.found.get(at).copied() {
            if !is_about_the_unseen(one.by) {
                let next = directly(self.links, one.node);
                self.add(next, Some(at), one.certain, lost);
            }
            at += 1;
        }
    }

    fn add(
        &mut self,
        next: Vec<(&'a Node, &'a Link)>,
        after: Option<usize>,
        certain: bool,
        lost: &Node,
    ) {
        for (node, by) in next {
            if node != lost && self.seen.insert(node) {
                self.found.push(Dependent { node, by, after, certain });
            }
        }
    }

    /// What hides behind a link may be the lost subject, or one that depends on it; what a listing hides may depend on any
    /// resource.
    fn add_hidden(&mut self, lost: &Node) {
        let mut first: Vec<(Kind, Option<usize>)> = vec![(lost.kind, None)];
        for (at, one) in self.found.iter().enumerate() {
            if !first.iter().any(|(kind, _)| *kind == one.node.kind) {
                first.push((one.node.kind, Some(at)));
            }
        }
        for link in self.links.all() {
            let Some((kind, _)) = link.hidden() else {
                continue;
            };
            let after = match link.role == LinkRole::Contains {
                true => lost.kind.is_dependency().then_some(None),
                false => first.iter().find(|(of, _)| *of == kind).map(|(_, at)| *at),
            };
            if let Some(after) = after {
                self.add(vec![(&link.from, link)], after, false, lost);
            }
        }
    }
}

/// Whether it leads to accounts or projects that no listing shows: these may depend on what is lost, and the others beside
/// them don't for that.
fn is_about_the_unseen(link: &Link) -> bool {
    let unseen = link.hidden().filter(|_| link.role == LinkRole::Contains);
    unseen.is_some_and(|(kind, _)| matches!(kind, Kind::FoundryAccount | Kind::FoundryProject))
}

/// What depends on a subject by one link.
fn directly<'a>(links: &'a Links, node: &Node) -> Vec<(&'a Node, &'a Link)> {
    let mut found: Vec<(&Node, &Link)> = Vec::new();
    let held = links.from(node).iter();
    let held = held.filter(|link| link.role == LinkRole::Contains);
    found.extend(held.filter_map(|link| Some((link.target()?, link))));
    let mut bindings = links.through(node).peekable();
    let serves_bindings = bindings.peek().is_some();
    found.extend(bindings.map(|link| (&link.from, link)));
    for link in links.to(node) {
        let depends = match link.role {
            LinkRole::Contains => is_used_by_holder(node.kind) && !serves_bindings,
            LinkRole::Binds(_)
            | LinkRole::Store
            | LinkRole::Connection
            | LinkRole::Identity
            | LinkRole::StoreIdentity
            | LinkRole::CustomerManagedKey
            | LinkRole::Workspace
            | LinkRole::UserOwnedStorage
            | LinkRole::Primary
            | LinkRole::Standby => true,
        };
        if depends {
            found.push((&link.from, link));
        }
    }
    found
}

/// Whether a subject is there for what holds it: an account goes on without one of its projects, but not without the model
/// that its agents ask.
fn is_used_by_holder(kind: Kind) -> bool {
    matches!(kind, Kind::CapabilityHost | Kind::Connection | Kind::ModelDeployment)
}
