//! The binary: parse, run, print errors once, exit with the documented code.

use clap::Parser;
use foundry_dr::cli::Cli;
use foundry_dr::command;
use std::process::ExitCode;

fn main() -> ExitCode {
    command::run(Cli::parse()).into()
}
