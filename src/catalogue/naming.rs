//! How likely it is that somebody else wants a resource's name. Cosmos DB, AI Search and Storage names are global: once a
//! resource is deleted, anyone can take its name, and then it can't be restored or rebuilt where agents look for it. And the
//! names that the Agent Service gives.

use super::regions::is_region;

/// True for the database that the Agent Service keeps threads in (Microsoft Learn, "Use your own resources", 2026-08-21).
#[must_use]
pub fn is_agent_database(name: &str) -> bool {
    name.eq_ignore_ascii_case("enterprise_memory")
}

/// Words that anybody might choose. What is part of a longer one comes later, so that the longer one goes first.
const GENERIC: &[&str] = &[
    "agentservice",
    "documentdb",
    "production",
    "development",
    "aiservices",
    "cosmosdb",
    "aifoundry",
    "aisearch",
    "workload",
    "foundry",
    "storage",
    "sandbox",
    "staging",
    "account",
    "threads",
    "vectors",
    "service",
    "cosmos",
    "search",
    "agents",
    "memory",
    "shared",
    "project",
    "vector",
    "thread",
    "azure",
    "agent",
    "index",
    "store",
    "state",
    "files",
    "blobs",
    "stage",
    "tests",
    "nosql",
    "prod",
    "test",
    "demo",
    "main",
    "core",
    "data",
    "srch",
    "stor",
    "blob",
    "file",
    "dev",
    "uat",
    "poc",
    "app",
    "the",
    "stg",
    "hub",
    "db",
    "ai",
    "st",
    "sa",
    "my",
    "rg",
];

/// Characters that must be left when everything generic is taken away.
const LEAST: usize = 4;

/// A heuristic: false for a name like `cosmos-agents-prod`, true for `cosmos-contoso-agents` or a random suffix.
pub(super) fn is_distinctive(name: &str) -> bool {
    let name = name.to_lowercase();
    let parts = name.split(|c: char| !c.is_ascii_alphanumeric());
    let left: usize = parts.map(|part| own_part(part).len()).sum();
    left >= LEAST
}

/// What is left of a part of a name without generic words, regions and digits at its ends.
fn own_part(part: &str) -> &str {
    let mut rest = part;
    loop {
        let bare = rest.trim_matches(|c: char| c.is_ascii_digit());
        // The digit of `westus3` is part of the region's name.
        if is_region(rest) || is_region(bare) {
            return "";
        }
        let shorter = GENERIC
            .iter()
            .find_map(|word| bare.strip_prefix(word).or_else(|| bare.strip_suffix(word)));
        match shorter {
            Some(shorter) => rest = shorter,
            None => return bare,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::is_distinctive;

    #[test]
    fn names_that_anybody_might_choose() {
        for name in [
            "cosmos",
            "cosmos-agents-prod",
            "agents",
            "aisearch-dev-01",
            "stagentsprod",
            "storageagents2",
            "cosmosdb-swedencentral",
            "srch-agents-westus3",
            "foundry-agents-eus2",
            "COSMOS-AGENTS",
        ] {
            assert!(!is_distinctive(name), "{name}");
        }
    }

    #[test]
    fn names_that_say_whose_they_are() {
        for name in [
            "contoso-agents-cosmosdb",
            "cosmos-fabrikam-agents",
            "stfabrikamagents",
            "srch-claims-prod",
            "aiservicesx7qkcosmosdb",
            "cosmos-hr-assist",
        ] {
            assert!(is_distinctive(name), "{name}");
        }
    }
}
