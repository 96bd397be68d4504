//! Input that may have no end: a reader that stops with an error, which names the limit, where an input is larger than any that
//! this program is made for.

use std::io::{Error, ErrorKind, Read, Result};

/// Bytes of one input: a snapshot or a report.
pub(crate) const INPUT_BYTES: u64 = 512 << 20;

/// Bytes of one line of a snapshot, which is one answer: as much as is read of one page of Azure's.
pub(crate) const LINE_BYTES: u64 = 64 << 20;

/// Reads up to a limit, and fails beyond it.
#[derive(Debug)]
pub(crate) struct Bounded<R> {
    input: R,
    left: u64,
    most: u64,
    name: &'static str,
}

impl<R: Read> Bounded<R> {
    /// A reader of so many bytes; `name` is that of the limit in the settings' documentation.
    pub(crate) fn new(input: R, most: u64, name: &'static str) -> Self {
        Self { input, left: most, most, name }
    }

    /// All of it.
    pub(crate) fn bytes(mut self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        // One byte more than is left tells whether it ends there.
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).saturating_add(1);
        let room = room.min(buffer.len());
        let read = self.input.read(&mut buffer[..room])?;
        self.left =
            self.left.checked_sub(read as u64).ok_or_else(|| too_large(self.most, self.name))?;
        Ok(read)
    }
}

/// What is said of an input beyond a limit.
pub(crate) fn too_large(most: u64, name: &str) -> Error {
    let size = match most {
        0..1_048_576 => format!("{} KiB", most >> 10),
        _ => format!("{} MiB", most >> 20),
    };
    Error::new(ErrorKind::FileTooLarge, format!("it is larger than {size} (limit {name})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_as_long_as_allowed_is_read_and_no_byte_more() {
        let read = |most| Bounded::new(&b"12345"[..], most, "test-bytes").bytes();
        assert_eq!(read(5).expect("whole"), b"12345");
        assert_eq!(read(6).expect("whole"), b"12345");
        let error = read(4).expect_err("too long");
        assert!(error.to_string().contains("limit test-bytes"), "{error}");
        let endless = Bounded::new(std::io::repeat(0), 1 << 20, "x").bytes();
        assert!(endless.is_err_and(|error| error.to_string().contains("1 MiB")));
    }
}
