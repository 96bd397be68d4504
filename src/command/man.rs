//! `foundry-dr man`: the manual page of the program, or of a verb, made from the same definitions as `--help`.

use super::failure::Failure;
use super::input::did_you_mean;
use super::output::print;
use crate::cli::{Cli, ManArgs};
use crate::exit::Exit;
use crate::render::Harmless;
use clap::CommandFactory;

pub(super) fn run(args: &ManArgs) -> Result<Exit, Failure> {
    let mut command = Cli::command();
    // Gives each verb its full name and the options that all verbs have.
    command.build();
    let mut named = &command;
    for word in &args.verb {
        named = named.find_subcommand(word).ok_or_else(|| {
            let verbs = named.get_subcommands().map(clap::Command::get_name);
            Failure::new(format!("`{word}` is no verb")).hint(did_you_mean(
                word,
                verbs,
                "`foundry-dr --help` lists the verbs",
            ))
        })?;
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(named.clone())
        .render(&mut page)
        .map_err(|error| Failure::new(format!("failed to write the manual page: {error}")))?;
    print(&Harmless::own(String::from_utf8_lossy(&page).into_owned()))?;
    Ok(Exit::Passed)
}
