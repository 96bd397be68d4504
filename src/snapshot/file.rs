//! The snapshot file: JSON Lines, a header and then one observation per line.

use super::{Header, InputPlace, Observation, Origins, Snapshot};
use std::io::{BufRead, Write};

/// The schema that this version writes.
pub const HEADER_SCHEMA: &str = "foundry-dr/snapshot/v1";

/// Why a snapshot can't be read.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// Reading the bytes failed.
    #[error("failed to read line {line}: {source}")]
    Io {
        /// 1-based.
        line: usize,
        /// The cause.
        source: std::io::Error,
    },
    /// No byte in it.
    #[error("it is empty")]
    Empty,
    /// The first line is no header.
    #[error("it is no snapshot: the first line has no `schema`")]
    NotASnapshot,
    /// Written by a newer version.
    #[error("it was written as {0}, which this version doesn't know")]
    UnknownSchema(String),
    /// A line isn't an observation.
    #[error("line {line} is no observation: {source}")]
    Line {
        /// 1-based.
        line: usize,
        /// The cause.
        source: serde_json::Error,
    },
    /// The last line is cut.
    #[error("it is truncated: line {0} ends in the middle")]
    CutLine(usize),
    /// Lines are missing at the end.
    #[error("it is truncated: {found} of {announced} observations are there")]
    CutFile {
        /// What the header says.
        announced: usize,
        /// What is there.
        found: usize,
    },
}

impl SnapshotError {
    /// What to do next.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { .. } => "check the file and your rights to it",
            Self::Empty | Self::NotASnapshot | Self::Line { .. } => {
                "make one with `foundry-dr snapshot -s <subscription> --out estate.jsonl`"
            }
            Self::UnknownSchema(_) => {
                "update foundry-dr, or take the snapshot again with this version"
            }
            Self::CutLine(_) | Self::CutFile { .. } => {
                "the copy is incomplete: copy it again, or take the snapshot again"
            }
        }
    }
}

/// Reads a snapshot line by line.
#[derive(Debug)]
pub struct SnapshotReader<R> {
    input: R,
    line: usize,
    header: Header,
}

impl<R: BufRead> SnapshotReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// If the first line is no header of a known schema.
    pub fn new(mut input: R) -> Result<Self, SnapshotError> {
        let text = next_line(&mut input, 1)?.ok_or(SnapshotError::Empty)?;
        let json: serde_json::Value =
            serde_json::from_str(&text).map_err(|_| SnapshotError::NotASnapshot)?;
        match json.get("schema").and_then(serde_json::Value::as_str) {
            Some(HEADER_SCHEMA) => {}
            Some(other) if other.starts_with("foundry-dr/snapshot/") => {
                return Err(SnapshotError::UnknownSchema(other.to_owned()));
            }
            Some(_) | None => return Err(SnapshotError::NotASnapshot),
        }
        let header = serde_json::from_value(json)
            .map_err(|source| SnapshotError::Line { line: 1, source })?;
        Ok(Self { input, line: 1, header })
    }

    /// The header.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Reads the rest.
    ///
    /// # Errors
    /// If a line is no observation or the file is cut.
    pub fn read(mut self) -> Result<Snapshot, SnapshotError> {
        let mut snapshot = Snapshot::new(self.header.clone());
        while let Some(observation) = self.next_observation()? {
            snapshot.insert(observation);
        }
        Ok(snapshot)
    }

    /// Reads the next observation; `None` at the end.
    ///
    /// # Errors
    /// As for [`Self::read`].
    pub fn next_observation(&mut self) -> Result<Option<Observation>, SnapshotError> {
        self.line += 1;
        let line = self.line;
        let Some(text) = next_line(&mut self.input, line)? else {
            let (announced, found) = (self.header.observations, line - 2);
            return if announced == found {
                Ok(None)
            } else {
                Err(SnapshotError::CutFile { announced, found })
            };
        };
        let mut observation: Observation = serde_json::from_str(&text).map_err(|source| {
            if source.is_eof() {
                SnapshotError::CutLine(line)
            } else {
                SnapshotError::Line { line, source }
            }
        })?;
        if let Ok(line) = u32::try_from(line) {
            observation.origins = Origins::one(InputPlace { input: 0, line, pointer: None });
        }
        Ok(Some(observation))
    }
}

/// The next line without its end; a file that doesn't end in a newline was cut, unless the line is whole JSON.
fn next_line(input: &mut impl BufRead, line: usize) -> Result<Option<String>, SnapshotError> {
    let mut bytes = Vec::new();
    let read =
        input.read_until(b'\n', &mut bytes).map_err(|source| SnapshotError::Io { line, source })?;
    if read == 0 {
        return Ok(None);
    }
    let text = String::from_utf8(bytes).map_err(|_| {
        if line == 1 { SnapshotError::NotASnapshot } else { SnapshotError::CutLine(line) }
    })?;
    Ok(Some(text.trim_end().to_owned()))
}

/// Writes a snapshot: the header, then the observations sorted by key.
///
/// # Errors
/// If the output refuses.
pub fn write(snapshot: &Snapshot, mut out: impl Write) -> std::io::Result<()> {
    let header = Header { observations: snapshot.observations.len(), ..snapshot.header.clone() };
    serde_json::to_writer(&mut out, &header)?;
    out.write_all(b"\n")?;
    for observation in snapshot.observations.values() {
        serde_json::to_writer(&mut out, observation)?;
        out.write_all(b"\n")?;
    }
    out.flush()
}
