//! Finds and reads the config files. What they say is checked before anything else is read.

use super::failure::Failure;
use super::output::note;
use crate::audit::Policy;
use crate::config::{self, Config, ConfigError, ConfigFile};
use crate::estate::Estate;
use crate::render::plain;
use crate::rule::Library;
use crate::text::{count, did_you_mean};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// The file that is read when none is named.
pub(super) const DEFAULT: &str = "foundry-dr.toml";

/// Reads the named config files, or the default one if it is there and `look_around` says so.
pub(super) fn load(
    named: &[PathBuf],
    look_around: bool,
    library: &Library,
    now: OffsetDateTime,
) -> Result<Config, Failure> {
    let mut paths = named.to_vec();
    // A link that leads nowhere is there too: who has one means to have a config.
    if paths.is_empty() && look_around && Path::new(DEFAULT).symlink_metadata().is_ok() {
        paths.push(PathBuf::from(DEFAULT));
    }
    let files = paths.iter().map(|path| read(path));
    let files: Vec<ConfigFile> = files.collect::<Result<_, _>>()?;
    config::load(&files, library, now).map_err(|errors| {
        Failure::of_diagnostics(
            errors.iter().map(|ConfigError(error)| error),
            "config file",
            "nothing was read and nothing was written; examples/foundry-dr.toml shows what a config can say",
        )
    })
}

/// The text of a file; one byte more than allowed is enough to see that it is too long.
fn read(path: &Path) -> Result<ConfigFile, Failure> {
    let failed = |error: &dyn std::fmt::Display| {
        Failure::new(format!("failed to read {}: {error}", path.display()))
            .hint("--config takes a TOML file; without it ./foundry-dr.toml is read if it is there")
    };
    let most = config::FILE_LIMIT as u64 + 1;
    let mut bytes = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(most).read_to_end(&mut bytes))
        .map_err(|error| failed(&error))?;
    let text = String::from_utf8(bytes).map_err(|_| failed(&"it isn't UTF-8"))?;
    Ok(ConfigFile { name: path.display().to_string(), text })
}

/// Refuses workloads whose accounts can't be told from their names.
pub(super) fn accounts_exist(estate: &Estate) -> Result<(), Failure> {
    let lines = estate.unknown_accounts.iter().flat_map(|one| {
        let (what, hint) = match &one.fits[..] {
            [] => ("no Foundry account has this name".to_owned(), {
                let known = one.known.iter().map(String::as_str);
                did_you_mean(&one.wanted, known)
                    .unwrap_or_else(|| format!("there are: {}", listed(&one.known)))
            }),
            fits => (
                "several Foundry accounts have this name".to_owned(),
                format!("write the id of one: {}", fits.join(", ")),
            ),
        };
        let place = format!(
            "{}: {} `{}` of workload `{}`: {what}",
            one.place, one.role, one.wanted, one.workload
        );
        [plain(&place).into_owned(), format!("hint: {}", plain(&hint))]
    });
    let details: Vec<String> = lines.collect();
    if details.is_empty() {
        return Ok(());
    }
    let mut failure = Failure::new(format!(
        "{} of the config can't be found",
        count(estate.unknown_accounts.len(), "account")
    ));
    failure.details = details;
    Err(failure.hint("a [[workload]] names accounts that are in the subscriptions of the run; add the subscription, or name the account by its id"))
}

/// The first few names.
fn listed(names: &[String]) -> String {
    const MOST: usize = 10;
    match names {
        [] => "none".to_owned(),
        [..] => names[..names.len().min(MOST)].join(", "),
    }
}

/// Says on stderr what the config changes about the rules: a gate must not get milder without a trace.
pub(super) fn tell(policy: &Policy) {
    if !policy.disabled.is_empty() {
        let ids: Vec<&str> = policy.disabled.iter().map(|one| one.rule.as_str()).collect();
        note(&format!("turned off by the config: {}", ids.join(", ")));
    }
    for one in &policy.overrides {
        note(&format!(
            "severity changed by the config: {} is {} instead of {}",
            one.rule, one.to, one.from
        ));
    }
}
