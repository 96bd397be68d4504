//! Saved snapshots as a source: `-i estate.jsonl`, several of them merged, or `-` for standard input.
//! The file is read as a stream and hashed on the way; the digest names the evidence in the report.

use crate::snapshot::{Snapshot, SnapshotError, SnapshotReader, SourceKind};
use crate::text::{Bounded, Decoded, INPUT_BYTES, hex};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use time::OffsetDateTime;

/// An input as the report names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputInfo {
    /// Path as given, or `-`.
    pub name: String,
    /// What it is.
    pub kind: SourceKind,
    /// When it was collected.
    pub taken_at: OffsetDateTime,
    /// Digest of its bytes, in hex.
    pub sha256: String,
}

/// Inputs joined to one snapshot.
#[derive(Debug)]
pub struct Opened {
    /// The observations of all inputs, merged.
    pub snapshot: Snapshot,
    /// The inputs, in the order given.
    pub inputs: Vec<InputInfo>,
}

/// Why an input can't be used.
#[derive(Debug, thiserror::Error)]
pub enum InputError {
    /// No input was named.
    #[error("no input was given")]
    Nothing,
    /// A directory was named.
    #[error("failed to read {0}: it is a directory")]
    Directory(String),
    /// The file can't be opened.
    #[error("failed to open {name}: {source}")]
    Io {
        /// Path as given.
        name: String,
        /// The cause.
        source: std::io::Error,
    },
    /// It is no snapshot that can be used.
    #[error("failed to read {name}: {source}")]
    Snapshot {
        /// Path as given, or `-`.
        name: String,
        /// The cause.
        source: SnapshotError,
    },
    /// Answers, and not one subscription that they are of.
    #[error("the input names no subscription in its `scope`, though it holds answers")]
    NoScope,
    /// `-` was given twice.
    #[error("standard input (`-`) was given more than once")]
    StdinTwice,
}

impl InputError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> String {
        match self {
            Self::Nothing => "name a snapshot: `-i estate.jsonl`".to_owned(),
            Self::Directory(name) => {
                format!("name the snapshot file in it: `-i {name}/estate.jsonl`")
            }
            Self::Io { name, .. } => format!("check the path {name} and your rights to it"),
            Self::Snapshot { source, .. } => source.hint().to_owned(),
            Self::NoScope => {
                "take the snapshot again: without its scope nobody can tell what is missing"
                    .to_owned()
            }
            Self::StdinTwice => "standard input can be read once; give one `-i -`".to_owned(),
        }
    }
}

/// Opens snapshots and merges them; `-` stands for standard input. What says that it was read after `latest` is no evidence.
///
/// # Errors
/// If one of them can't be read to its end. None is left out: a missing input would be missing evidence.
pub fn open(inputs: &[PathBuf], latest: OffsetDateTime) -> Result<Opened, InputError> {
    open_with(inputs, std::io::stdin().lock(), latest)
}

fn open_with(
    inputs: &[PathBuf],
    stdin: impl Read,
    latest: OffsetDateTime,
) -> Result<Opened, InputError> {
    let mut stdin = Some(stdin);
    let mut opened: Option<Opened> = None;
    for path in inputs {
        let (mut snapshot, info) = if path == Path::new("-") {
            read("-", stdin.take().ok_or(InputError::StdinTwice)?)?
        } else {
            let name = path.display().to_string();
            read(&name, open_file(path, &name)?)?
        };
        // Before they are merged: it would beat what was honestly read.
        snapshot.distrust_future(latest);
        // Says of each answer which input it is of.
        let number = opened.as_ref().map_or(0, |opened| opened.inputs.len());
        for observation in snapshot.observations.values_mut() {
            observation.origins.set_input(number);
        }
        match &mut opened {
            None => opened = Some(Opened { snapshot, inputs: vec![info] }),
            Some(opened) => {
                opened.snapshot.merge(snapshot);
                opened.inputs.push(info);
            }
        }
    }
    let opened = opened.ok_or(InputError::Nothing)?;
    let snapshot = &opened.snapshot;
    if snapshot.header.scope.is_empty() && !snapshot.observations.is_empty() {
        return Err(InputError::NoScope);
    }
    Ok(opened)
}

fn open_file(path: &Path, name: &str) -> Result<File, InputError> {
    let io = |source| InputError::Io { name: name.to_owned(), source };
    let file = File::open(path).map_err(io)?;
    // Opening a directory succeeds on Linux; only reading it fails, and with a message that helps nobody.
    if file.metadata().map_err(io)?.is_dir() {
        return Err(InputError::Directory(name.to_owned()));
    }
    Ok(file)
}

/// Reads a snapshot.
///
/// # Errors
/// If the input is no whole snapshot.
pub fn read(name: &str, input: impl Read) -> Result<(Snapshot, InputInfo), InputError> {
    let at_fault = |source| InputError::Snapshot { name: name.to_owned(), source };
    let input = Bounded::new(input, INPUT_BYTES, "input-bytes");
    let mut hashing = Hashing { input, hasher: Sha256::new() };
    let reader =
        SnapshotReader::new(BufReader::new(Decoded::new(&mut hashing))).map_err(at_fault)?;
    let mut snapshot = reader.read().map_err(at_fault)?;
    // What was collected live is, from here on, evidence from a file. The sample estate stays the sample estate.
    let kind = match snapshot.header.source {
        SourceKind::Arm | SourceKind::Snapshot | SourceKind::PublishedRegions => {
            SourceKind::Snapshot
        }
        SourceKind::Demo => SourceKind::Demo,
    };
    snapshot.header.source = kind;
    let info = InputInfo {
        name: name.to_owned(),
        kind,
        taken_at: snapshot.header.taken_at,
        sha256: hex(&hashing.hasher.finalize()),
    };
    Ok((snapshot, info))
}

/// Hex SHA-256, as the report names an input.
pub(super) fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Hashes what passes through.
struct Hashing<R> {
    input: R,
    hasher: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.input.read(buffer)?;
        self.hasher.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::Outcome;
    use std::io::Write as _;

    const HEADER: &str = r#"{"schema":"foundry-dr/snapshot/v1","tool":{"name":"foundry-dr","version":"1"},"taken_at":"2026-01-02T03:04:05Z","source":"arm","scope":[{"subscription":"s","asked":true,"seen":true,"read":true}],"observations":1}"#;
    const LINE: &str = r#"{"key":"/subscriptions/s","method":"GET","api_version":"2022-12-01","pages":1,"outcome":"Found","body":{"id":"/subscriptions/s"},"read_at":"2026-01-02T03:04:05Z"}"#;

    const NOW: OffsetDateTime = time::macros::datetime!(2026-01-02 03:04:05 UTC);

    #[test]
    fn what_was_read_in_the_future_beats_no_honest_answer() {
        for (read_at, wins) in [
            ("2026-01-02T03:09:05Z", true),
            ("2026-01-02T03:09:06Z", false),
            ("9999-12-31T23:59:59Z", false),
        ] {
            let forged = whole().replacen(
                "\"read_at\":\"2026-01-02T03:04:05Z\"",
                &format!("\"read_at\":\"{read_at}\""),
                1,
            );
            let forged = forged.replace("{\"id\":", "{\"forged\":true,\"id\":");
            assert!(forged.contains(read_at) && forged.contains("forged"));
            let mut file = tempfile::NamedTempFile::new().expect("a file");
            file.write_all(forged.as_bytes()).expect("written");
            let file = file.path().to_path_buf();
            let opened =
                open_with(&[file.clone(), "-".into()], whole().as_bytes(), NOW).expect("both");
            let seen = &opened.snapshot.observations["/subscriptions/s"];
            let forged = seen.body.as_ref().is_some_and(|body| body["forged"] == true);
            assert_eq!((seen.outcome, forged), (Outcome::Found, wins), "{read_at}");
            let alone = open_with(&[file], std::io::empty(), NOW).expect("read").snapshot;
            let outcome = alone.observations["/subscriptions/s"].outcome;
            assert_eq!(outcome == Outcome::Found, wins, "{read_at}");
        }
    }

    fn whole() -> String {
        format!("{HEADER}\n{LINE}\n")
    }

    fn error(bytes: &str) -> InputError {
        read("estate.jsonl", bytes.as_bytes()).expect_err("an error")
    }

    #[test]
    fn a_whole_snapshot_is_read_hashed_and_marked_as_a_file() {
        let (snapshot, info) = read("estate.jsonl", whole().as_bytes()).expect("whole");
        assert_eq!(snapshot.observations.len(), 1);
        assert_eq!(snapshot.header.source, SourceKind::Snapshot);
        assert_eq!(info.kind, SourceKind::Snapshot);
        assert_eq!(info.sha256, hex(&Sha256::digest(whole())));
    }

    #[test]
    fn useless_inputs_are_named_with_a_hint() {
        let newer = whole().replace("snapshot/v1", "snapshot/v9");
        let cut = HEADER.to_owned() + "\n";
        let half = whole()[..HEADER.len() + 40].to_owned();
        for (bytes, says) in [
            ("", "it is empty"),
            ("hello\n", "isn't JSON"),
            ("[1]\n", "no `schema`"),
            ("{\n  \"schema\": \"x\"\n}\n", "isn't JSON"),
            ("{\"schema\":\"foundry-dr/report/v1\"}\n", "it is foundry-dr/report/v1, no snapshot"),
            (&newer, "foundry-dr/snapshot/v9"),
            (&cut, "0 of 1"),
            (&half, "truncated"),
        ] {
            let error = error(bytes);
            let text = error.to_string();
            assert!(text.contains("estate.jsonl"), "{text}");
            assert!(text.contains(says), "{text}");
            assert!(!error.hint().is_empty());
        }
    }

    #[test]
    fn what_powershell_writes_is_read_and_hashed_as_it_is() {
        let text = format!("\u{feff}{}\r\n", whole().replace('\n', "\r\n"));
        let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for bytes in [text.as_bytes(), &utf16] {
            let (snapshot, info) = read("estate.jsonl", bytes).expect("whole");
            assert_eq!(snapshot.observations.len(), 1);
            assert_eq!(info.sha256, digest(bytes));
        }
        let latin = [HEADER.as_bytes(), b"\n{\"key\": \"\xfc\"}\n"].concat();
        let error = read("estate.jsonl", &latin[..]).expect_err("Latin-1");
        assert!(error.to_string().contains("line 2 isn't UTF-8"), "{error}");
    }

    #[test]
    fn directories_and_missing_files_are_told_apart() {
        let dir = tempfile::tempdir().expect("a directory");
        let opened =
            |path: PathBuf| open_with(&[path], std::io::empty(), NOW).expect_err("an error");
        assert!(matches!(opened(dir.path().to_path_buf()), InputError::Directory(_)));
        assert!(matches!(opened(dir.path().join("none.jsonl")), InputError::Io { .. }));
        assert!(matches!(open_with(&[], std::io::empty(), NOW), Err(InputError::Nothing)));
    }

    #[test]
    fn answers_without_a_scope_are_refused() {
        let start = HEADER.find("\"scope\":[").expect("a scope") + 9;
        let end = start + HEADER[start..].find(']').expect("its end");
        let bare = format!("{}{}\n{LINE}\n", &HEADER[..start], &HEADER[end..]);
        let bare = bare.replace("\"scope\":]", "\"scope\":[]");
        assert!(bare.contains("\"scope\":[]"), "{bare}");
        let opened = open_with(&["-".into()], bare.as_bytes(), NOW);
        assert!(matches!(opened, Err(InputError::NoScope)));
    }

    #[test]
    fn several_inputs_merge_and_stdin_counts_once() {
        let mut file = tempfile::NamedTempFile::new().expect("a file");
        let other = whole().replace("/subscriptions/s", "/subscriptions/t");
        file.write_all(other.as_bytes()).expect("written");
        let paths = [PathBuf::from("-"), file.path().to_path_buf()];
        let opened = open_with(&paths, whole().as_bytes(), NOW).expect("both");
        assert_eq!(opened.snapshot.observations.len(), 2);
        assert_eq!(opened.inputs.len(), 2);
        assert_eq!(opened.inputs[0].name, "-");
        let twice = [PathBuf::from("-"), PathBuf::from("-")];
        assert!(matches!(open_with(&twice, whole().as_bytes(), NOW), Err(InputError::StdinTwice)));
    }
}
