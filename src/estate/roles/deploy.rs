//! Whether anybody can deploy agents again: the data right to write them isn't in Owner or Contributor (Hosted agent
//! permissions, 2026-04-21), so an infrastructure team may be able to rebuild everything but the agents.

use super::Roles;
use super::holders::conditional;
use super::standing::{Bearers, HolderStanding};
use crate::catalogue::Operation;
use crate::estate::index::Lack;
use crate::model::{Fact, ResourceId};

impl Roles<'_> {
    /// Whether somebody, standing or after activation, may write agents at the account or above it. A right at a project
    /// goes with the project, and so does the project's own identity.
    pub(in crate::estate) fn somebody_can_deploy(
        &self,
        id: &ResourceId,
        projects: &Bearers,
    ) -> Fact<bool> {
        let subscription = id.subscription_scope();
        let (standing, eligible) = (self.assignments_at(id), self.eligible_at(id));
        let evidence = standing.evidence.and(&eligible.evidence);
        let mut open: Option<Lack> = standing.lack.or(eligible.lack);
        for row in standing.rows.iter().chain(&eligible.rows) {
            let above = crate::catalogue::is_above_subscriptions(&row.scope);
            if !above && !row.scope.covers(id) {
                continue;
            }
            let standing = projects.whoever(row);
            match (self.right(row, &subscription), standing) {
                (_, HolderStanding::Expected) => {}
                (Fact::Missing(why, at), _) => {
                    open.get_or_insert((why, at));
                }
                (Fact::Known(right, _), _) if !right.sure.and(right.perhaps).has(WRITE) => {}
                (Fact::Known(right, _), _) if !right.sure.has(WRITE) => {
                    open.get_or_insert_with(|| conditional(right.role));
                }
                (Fact::Known(..), HolderStanding::Open(lack)) => {
                    open.get_or_insert(lack);
                }
                (Fact::Known(..), HolderStanding::Known(_) | HolderStanding::Stranger) => {
                    return Fact::Known(true, evidence);
                }
            }
        }
        match open {
            None => Fact::Known(false, evidence),
            Some((why, at)) => Fact::Missing(why, at.and(&evidence)),
        }
    }
}

const WRITE: Operation = Operation::WriteAgents;
