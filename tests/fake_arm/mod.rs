//! A stand-in for Azure Resource Manager: a real HTTP server on the loopback interface that serves a [`World`] with ARM's
//! semantics, counts what it is asked, and breaks on request. Tests run against it, and `examples/fake_arm.rs` lets a person
//! try the live path without Azure.
//!
//! It must not know the program under test: it imports nothing from the `foundry_dr` library, so a wrong path or version
//! there can't be right here by accident.
//!
//! ```ignore
//! let server = FakeArm::serve(World::named("contoso").expect("a world"))
//!     .latency(Duration::from_millis(20))
//!     .fault(Fault::on("/connections", Effect::Throttle { retry_after: "1" }).times(1))
//!     .start()
//!     .await;
//! // … let the client read from server.url() …
//! assert_eq!(server.duplicates(), []);
//! ```

mod address;
mod answer;
mod damage;
mod fault;
mod governance;
mod graph;
mod index;
mod models;
mod oddity;
mod paging;
mod record;
mod refusal;
mod regions;
mod reply;
mod server;
mod synthetic;
mod throttle;
mod versions;
mod world;

pub(crate) use fault::{Effect, Fault, Oddity};
pub(crate) use record::Recorded;
pub(crate) use server::{FakeArm, Server};
pub(crate) use versions::PREVIEWS;
pub(crate) use world::World;
