//! `foundry-dr schema`: the JSON Schema of what the program writes and reads.

use super::failure::Failure;
use super::output;
use crate::cli::SchemaArgs;
use crate::config;
use crate::exit::Exit;
use crate::render;

pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let schema = match args.what.as_str() {
        "config" => config::schema(),
        // clap knows these two words only.
        _ => render::json::schema(),
    };
    output::print(&schema)?;
    Ok(Exit::Passed)
}
