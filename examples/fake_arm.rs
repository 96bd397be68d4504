//! Serves a sample estate like Azure Resource Manager would, so that the live path can be tried without Azure:
//! `cargo run --example fake_arm -- contoso --port 8080`.

#[path = "../tests/fake_arm/mod.rs"]
#[expect(dead_code, unused_imports, reason = "tests use more of the fake than this example does")]
mod fake_arm;

use clap::Parser;
use fake_arm::{FakeArm, World};
use std::time::Duration;

/// Serve a sample estate like Azure Resource Manager would, on loopback and until Ctrl-C.
#[derive(Parser)]
struct Arguments {
    /// Which estate: one of the samples, or 10x5 for a generated one of ten accounts with five projects each.
    #[arg(default_value = "contoso", value_parser = world)]
    world: World,
    /// The port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Time that every answer takes, in milliseconds.
    #[arg(long, default_value_t = 0)]
    latency_ms: u64,
}

fn world(text: &str) -> Result<World, String> {
    let size =
        text.split_once('x').map(|(accounts, projects)| (accounts.parse(), projects.parse()));
    match (size, World::named(text)) {
        (Some((Ok(accounts), Ok(projects))), _) => Ok(World::synthetic(accounts, projects)),
        (_, Some(world)) => Ok(world),
        (_, None) => {
            let names: Vec<&str> = World::names().collect();
            Err(format!("one of {}, or a size such as 10x5", names.join(", ")))
        }
    }
}

#[expect(clippy::print_stdout, reason = "the commands to try are this example's output")]
fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    let world = arguments.world;
    let about = world.about.clone();
    let ids: Vec<String> =
        world.subscriptions.iter().map(|subscription| subscription.id.clone()).collect();
    let server = FakeArm::serve(world)
        .port(arguments.port)
        .latency(Duration::from_millis(arguments.latency_ms))
        .start_blocking()?;
    println!("{about}");
    println!("listening on {} until Ctrl-C; try in another terminal:\n", server.url());
    let scope: Vec<String> = ids.iter().map(|id| format!("-s {id}")).collect();
    for (verb, end) in [("audit", ""), ("snapshot", " --out estate.jsonl")] {
        println!(
            "AZURE_ACCESS_TOKEN=anything cargo run --release -- {verb} {} --credential token --arm-endpoint {}{end}",
            scope.join(" "),
            server.url()
        );
    }
    loop {
        std::thread::park();
    }
}
