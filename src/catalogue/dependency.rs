//! A resource behind accounts and projects, as its kind's row reads it.

use super::address::canonical_host;
use super::fact::{LocalFacts, local_facts};
use super::{Body, Identity, KindRow, Reference, host_of, kind};
use crate::model::{Fact, Kind, Region, ResourceId};

/// A resource that a project binds or an account refers to.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Its kind.
    pub kind: Kind,
    /// Its id.
    pub id: ResourceId,
    /// Its region.
    pub region: Fact<Region>,
    /// Host names of its endpoints, in their canonical form: what a connection without an id is matched with.
    pub hosts: Vec<String>,
    /// False if it exists but can't serve (failed, stopped, disabled).
    pub healthy: Fact<bool>,
    /// Resources that it refers to.
    pub references: Vec<Reference>,
    /// Object ids in lower case: that of a user-assigned identity, or those of the resource's identities.
    pub principals: Vec<String>,
    /// Facts of its own body.
    pub facts: LocalFacts,
}

/// Reads a dependency's body; none if it has no id, or if the kind is no dependency.
#[must_use]
pub fn dependency(kind: Kind, body: &Body<'_>) -> Option<Dependency> {
    read_by(kind, kind::row(kind), body)
}

/// Reads a dependency's body as this row says.
pub(super) fn read_by(kind: Kind, known: &KindRow, body: &Body<'_>) -> Option<Dependency> {
    let row = known.dependency.as_ref()?;
    let id = body.id()?;
    let endpoint = row.endpoint.and_then(|path| body.opt_text(path).ok().flatten());
    // A registry's login server is a bare host.
    let host = endpoint.map(|text| host_of(&text).unwrap_or_else(|| text.to_lowercase()));
    Some(Dependency {
        kind,
        hosts: host
            .into_iter()
            .chain((row.more_hosts)(body))
            .map(|host| canonical_host(kind, &host))
            .collect(),
        id,
        region: body.fact(body.region()),
        healthy: body.fact((row.healthy)(body)),
        references: (row.references)(body),
        principals: principals(kind, body),
        facts: local_facts(known.facts, None, body),
    })
}

/// What isn't known is left out: a role that it holds then leads to somebody unknown.
fn principals(kind: Kind, body: &Body<'_>) -> Vec<String> {
    if kind == Kind::UserAssignedIdentity {
        let own = body.opt_text("properties.principalId").ok().flatten();
        return own.map(|id| id.to_lowercase()).into_iter().collect();
    }
    let identity = Identity::of(body);
    let system = identity.system_principal.known().cloned().flatten();
    let user = identity.user_principal_ids().map(str::to_owned);
    system.into_iter().chain(user).collect()
}
