//! `foundry-dr schema`: the JSON Schema of what the program writes.

use super::failure::Failure;
use super::output;
use crate::cli::SchemaArgs;
use crate::exit::Exit;
use crate::render;

pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    debug_assert_eq!(args.what, "report", "internal: clap knows one word");
    output::print(&render::json::schema())?;
    Ok(Exit::Passed)
}
