//! A report in every format that was asked for, each to its place.

use super::failure::Failure;
use super::output::{print_with, width, write_file};
use crate::audit::Report;
use crate::cli::{Format, Output, Verbosity, When};
use crate::model::Severity;
use crate::render::table::TableOptions;
use crate::render::{csv, html, json, junit, markdown, sarif, table};
use std::io::{IsTerminal, Write};

/// Writes every output, whatever becomes of the others. What couldn't be written comes back.
pub(super) fn write_all(
    outputs: &[Output],
    report: &Report,
    min_severity: Option<Severity>,
    verbosity: Verbosity,
) -> Vec<Failure> {
    let write = |output: &Output| {
        let content = |out: &mut dyn Write| {
            let text = match output.format {
                Format::Json => return json::write(report, out),
                Format::Table => {
                    let stdout = output.path.is_none();
                    table::render(report, &table_options(min_severity, verbosity, stdout))
                }
                Format::Sarif => sarif::render(report),
                Format::Junit => junit::render(report),
                Format::Markdown => markdown::render(report),
                Format::Csv => csv::render(report),
                Format::Html => html::render(report),
            };
            out.write_all(text.as_bytes())
        };
        match &output.path {
            None => print_with(content),
            Some(path) => write_file(path, content),
        }
    };
    outputs.iter().filter_map(|output| write(output).err()).collect()
}

fn table_options(
    min_severity: Option<Severity>,
    verbosity: Verbosity,
    stdout: bool,
) -> TableOptions {
    let terminal = stdout && std::io::stdout().is_terminal();
    let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let color = match verbosity.color {
        When::Always => true,
        When::Never => false,
        When::Auto => terminal && !plain,
    };
    TableOptions { width: width(stdout), color, verbose: verbosity.verbose > 0, min_severity }
}
