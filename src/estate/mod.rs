//! The estate: a graph of Foundry accounts, projects, capability hosts, connections and the resources behind them, with
//! facts. It is built from a snapshot and holds no JSON; rules read its facts and nothing else.

mod accounts;
mod bindings;
mod build;
mod contents;
mod denials;
mod dependencies;
mod drafting;
mod graph;
mod index;
mod link;
mod locks;
mod pairs;
mod placeholders;
mod policies;
mod protection;
mod reach;
mod references;
mod regions;
mod rights;
mod roles;
mod sharing;
mod subject;
mod watch;
mod whole;
mod workloads;

pub use build::{build, build_for};
pub use link::{Link, LinkTarget, Links, Node};
pub use pairs::{CapacityUnit, Compared, Difference, Differences, Model, Pair};
pub use reach::Dependent;
pub use subject::{Estate, Gap, Presence, Read, ReadGroup, Subject};
pub use workloads::NoSuchAccount;
