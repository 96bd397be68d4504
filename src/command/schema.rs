//! `foundry-dr schema`: the JSON Schema of what the program writes and reads.

use super::failure::Failure;
use super::output;
use crate::cli::{SchemaArgs, SchemaName};
use crate::config;
use crate::exit::Exit;
use crate::render;

pub(super) fn run(args: &SchemaArgs) -> Result<Exit, Failure> {
    let schema = match args.what {
        SchemaName::Report => render::json::schema(),
        SchemaName::Config => config::schema(),
    };
    output::print(&render::Harmless::own(schema))?;
    Ok(Exit::Passed)
}
