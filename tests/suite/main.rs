//! One integration binary: the house, the law, golden estates, the wire, the process.

#![expect(clippy::unwrap_used, reason = "a test that can't go on shall stop")]

#[path = "../fake_arm/mod.rs"]
mod fake_arm;
#[path = "../fake_arm/tests/mod.rs"]
mod tests;

mod architecture;
mod config;
mod docs;
mod endless;
mod entry_points;
mod estate;
mod exhaustive;
mod facts;
mod faults;
mod formats;
mod formula;
mod golden;
mod gone;
mod hostile;
mod law;
mod malformed;
mod origin;
mod permissions;
mod pipelines;
mod process;
mod read_only;
mod readme;
mod regions;
mod resume;
mod saved;
mod scale;
mod sign_in;
mod spelling;
mod surface;
mod throttling;
mod unresolved;
mod wire;
mod words;
mod workloads;
mod world;
