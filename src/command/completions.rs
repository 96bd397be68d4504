//! `foundry-dr completions`: what a shell needs to complete the command line.

use super::failure::Failure;
use super::output::print;
use crate::cli::{Cli, CompletionsArgs};
use crate::exit::Exit;
use crate::render::Harmless;
use clap::CommandFactory;

pub(super) fn run(args: &CompletionsArgs) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "foundry-dr", &mut script);
    print(&Harmless::own(String::from_utf8_lossy(&script).into_owned()))?;
    Ok(Exit::Passed)
}
