//! `foundry-dr.toml`: defaults of the gate, workloads, waivers, attestations, severities and rules that are turned off. From the text of
//! the files to parts of a [`Policy`](crate::audit::Policy), or to every mistake of every file at once, each with its place
//! and a hint. What can't be right is a mistake. What was right and no longer is (a date that has passed, a resource that
//! is gone) is none: the audit reports it, since a pipeline mustn't break by the mere passing of time.

mod exceptions;
mod fields;
mod gate;
mod rules;
mod schema;
mod settings;
#[cfg(test)]
mod tests;
mod word;
mod workload;

pub use schema::schema;
pub use settings::{Config, GateDefaults, RuleSettings};

use crate::rule::Library;
use crate::text::{Diagnostic, SourceText, SpanError, hex};
use fields::{Fields, tables};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;
use time::{Date, OffsetDateTime, UtcOffset};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A config file is at most this long, in bytes.
pub const FILE_LIMIT: usize = 1_024 * 1_024;

/// An error in a config file.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct ConfigError(pub Diagnostic);

/// A config file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigFile {
    /// Its name as the user gave it.
    pub name: String,
    /// Its text.
    pub text: String,
}

/// Reads config files. Later ones add waivers, attestations and rules; a setting of the gate may be in one of them only. The library
/// must hold all rules of the run, before any are filtered out.
///
/// # Errors
/// All mistakes of all files, in order.
pub fn load(
    files: &[ConfigFile],
    library: &Library,
    now: OffsetDateTime,
) -> Result<Config, Vec<ConfigError>> {
    let mut reader = Reader {
        library,
        today: now.to_offset(UtcOffset::UTC).date(),
        files,
        at: 0,
        config: Config::default(),
        known: BTreeMap::new(),
        mistakes: vec![],
    };
    for at in 0..files.len() {
        reader.at = at;
        reader.file();
    }
    let Reader { mut config, mut mistakes, .. } = reader;
    if !mistakes.is_empty() {
        mistakes.sort_by_key(|(file, mistake)| (*file, mistake.span.start));
        return Err(mistakes
            .into_iter()
            .map(|(file, error)| ConfigError(source(&files[file]).diagnose(error)))
            .collect());
    }
    config.sha256 = digest(files);
    Ok(config)
}

fn source(file: &ConfigFile) -> SourceText<'_> {
    SourceText { origin: &file.name, text: &file.text }
}

fn digest(files: &[ConfigFile]) -> Option<String> {
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(&file.text);
    }
    (!files.is_empty()).then(|| hex(&hasher.finalize()))
}

struct Reader<'a> {
    library: &'a Library,
    today: Date,
    files: &'a [ConfigFile],
    /// The file being read.
    at: usize,
    config: Config,
    /// What was said before, and where: a second time is a mistake.
    known: BTreeMap<String, String>,
    mistakes: Vec<(usize, SpanError)>,
}

impl Reader<'_> {
    fn file(&mut self) {
        let file = &self.files[self.at];
        if file.text.len() > FILE_LIMIT {
            let message = format!("the file has more than {FILE_LIMIT} bytes");
            self.report(SpanError::new(0..0, message));
            return;
        }
        // The parser goes on behind a mistake, so that the rest is looked at too.
        let (root, errors) = DeTable::parse_recoverable(&file.text);
        let broken = !errors.is_empty();
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            let message = error.message().trim_end().to_owned();
            self.report(SpanError::new(span, message).hint(
                "the file isn't valid TOML here; texts stand in quotes, dates as 2026-12-31",
            ));
        }
        let before = self.mistakes.len();
        self.tables(root.get_ref());
        if broken {
            self.drop_echoes(before);
        }
    }

    /// A syntax error often leaves a hole (a key without a value): what is wrong on its line has been said.
    fn drop_echoes(&mut self, syntax: usize) {
        let source = source(&self.files[self.at]);
        let line = |at: usize| source.line(at);
        let said: Vec<usize> = self.mistakes[..syntax]
            .iter()
            .filter(|(file, _)| *file == self.at)
            .map(|(_, mistake)| line(mistake.span.start))
            .collect();
        let mut nth = 0;
        self.mistakes.retain(|(_, mistake)| {
            nth += 1;
            nth <= syntax || !said.contains(&line(mistake.span.start))
        });
    }

    fn tables(&mut self, root: &DeTable<'_>) {
        let known = ["gate", "workload", "waiver", "attestation", "rules"];
        let mut top = Fields::new(root, 0..0, "the file", &known);
        let gate = top.table("gate");
        let workloads = top.get("workload");
        let waivers = top.get("waiver");
        let attestations = top.get("attestation");
        let rules = top.table("rules");
        self.finish(top);
        if let Some((table, span)) = gate {
            self.gate(table, span);
        }
        for (table, span) in self.list(workloads, "workload") {
            self.workload(table, span);
        }
        for (table, span) in self.list(waivers, "waiver") {
            self.waiver(table, span);
        }
        for (table, span) in self.list(attestations, "attestation") {
            self.attestation(table, span);
        }
        if let Some((table, span)) = rules {
            self.rules(table, span);
        }
    }

    /// The tables of a `[[name]]`.
    fn list<'t, 'i>(
        &mut self,
        value: Option<&'t Spanned<DeValue<'i>>>,
        name: &str,
    ) -> Vec<(&'t DeTable<'i>, Range<usize>)> {
        let Some(value) = value else {
            return vec![];
        };
        tables(value, name).unwrap_or_else(|mistakes| {
            mistakes.into_iter().for_each(|m| self.report(m));
            vec![]
        })
    }

    /// Whether this is said for the first time. If not, `again` says so, given the place of the first time.
    fn is_first<'h>(
        &mut self,
        fields: &mut Fields<'_, '_>,
        span: &Range<usize>,
        what: String,
        again: impl FnOnce(&str) -> (String, &'h str),
    ) -> bool {
        let place = self.place(span.start).to_string();
        match self.known.entry(what) {
            Entry::Vacant(entry) => {
                entry.insert(place);
                true
            }
            Entry::Occupied(first) => {
                let (message, hint) = again(first.get());
                fields.report(span, message, hint);
                false
            }
        }
    }

    fn report(&mut self, mistake: SpanError) {
        self.mistakes.push((self.at, mistake));
    }

    /// Takes over the mistakes of a table.
    fn finish(&mut self, fields: Fields<'_, '_>) {
        let at = self.at;
        let mistakes = fields.finish();
        self.mistakes.extend(mistakes.into_iter().map(|m| (at, m)));
    }

    /// `foundry-dr.toml:12`.
    fn place(&self, at: usize) -> crate::audit::ConfigPlace {
        let file = &self.files[self.at];
        crate::audit::ConfigPlace { file: file.name.clone(), line: source(file).line(at) }
    }
}
