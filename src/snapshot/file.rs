//! The snapshot file: JSON Lines, a header and then one observation per line.

use super::{Header, InputPlace, Observation, Origins, Snapshot};
use crate::text::{LINE_BYTES, strict_json, too_large};
use std::io::{BufRead, Read as _, Write};

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
    /// The first line is no JSON, as in a report, which has many lines.
    #[error("it is no snapshot: the first line isn't JSON")]
    NotJson,
    /// The first line is no header.
    #[error("it is no snapshot: the first line has no `schema`")]
    NotASnapshot,
    /// Something else that says what it is.
    #[error("it is {0}, no snapshot")]
    Other(String),
    /// A line isn't text.
    #[error("line {0} isn't UTF-8")]
    NotUtf8(usize),
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
            Self::Other(_) | Self::NotJson => {
                "a report goes to `foundry-dr render` or `diff`; make a snapshot with `foundry-dr snapshot -s <subscription> --out estate.jsonl`"
            }
            Self::NotUtf8(_) => "save it as UTF-8 or UTF-16, or take the snapshot again",
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
    found: usize,
    header: Header,
}

impl<R: BufRead> SnapshotReader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// If the first line is no header of a known schema.
    pub fn new(mut input: R) -> Result<Self, SnapshotError> {
        let mut line = 0;
        let text = next_line(&mut input, &mut line)?.ok_or(SnapshotError::Empty)?;
        let json: serde_json::Value =
            strict_json(text.as_bytes()).map_err(|_| SnapshotError::NotJson)?;
        match json.get("schema").and_then(serde_json::Value::as_str) {
            Some(HEADER_SCHEMA) => {}
            Some(other) if other.starts_with("foundry-dr/snapshot/") => {
                return Err(SnapshotError::UnknownSchema(other.to_owned()));
            }
            Some(other) => return Err(SnapshotError::Other(other.to_owned())),
            None => return Err(SnapshotError::NotASnapshot),
        }
        let header =
            serde_json::from_value(json).map_err(|source| SnapshotError::Line { line, source })?;
        Ok(Self { input, line, found: 0, header })
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
        let Some(text) = next_line(&mut self.input, &mut self.line)? else {
            let (announced, found) = (self.header.observations, self.found);
            return if announced == found {
                Ok(None)
            } else {
                Err(SnapshotError::CutFile { announced, found })
            };
        };
        let line = self.line;
        self.found += 1;
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

/// The next line that isn't blank, without its end; `line` is the number of the last one that was read. A file that doesn't
/// end in a newline was cut, unless the line is whole JSON.
fn next_line(input: &mut impl BufRead, line: &mut usize) -> Result<Option<String>, SnapshotError> {
    loop {
        *line += 1;
        let mut bytes = Vec::new();
        let failed = |source| SnapshotError::Io { line: *line, source };
        let read = input.by_ref().take(LINE_BYTES + 1).read_until(b'\n', &mut bytes);
        let read = read.map_err(failed)?;
        if read == 0 {
            return Ok(None);
        }
        if read as u64 > LINE_BYTES {
            return Err(failed(too_large(LINE_BYTES, "line-bytes")));
        }
        let is_whole = bytes.ends_with(b"\n");
        let text = String::from_utf8(bytes).map_err(|error| {
            // Only a character at the very end can have been cut.
            let is_cut = !is_whole && error.utf8_error().error_len().is_none();
            if is_cut { SnapshotError::CutLine(*line) } else { SnapshotError::NotUtf8(*line) }
        })?;
        if !text.trim().is_empty() {
            return Ok(Some(text.trim_end().to_owned()));
        }
    }
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
