//! Files as Windows writes them: PowerShell 5.1 puts a byte order mark before UTF-8, and `>` writes UTF-16. What is read is
//! always UTF-8 without a mark.

use std::io::{Error, ErrorKind, Read};

/// UTF-8 from what a file holds: marks are left out, UTF-16 is transcoded, all else passes as it is.
#[derive(Debug)]
pub(crate) struct Decoded<R> {
    input: R,
    form: Option<Form>,
    /// Read and not yet decoded.
    raw: Vec<u8>,
    /// Decoded and not yet taken.
    ready: Vec<u8>,
    taken: usize,
}

/// How the bytes of a file are to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Utf8,
    Utf16Little,
    Utf16Big,
}

const PIECE: usize = 64 << 10;

impl<R: Read> Decoded<R> {
    pub(crate) fn new(input: R) -> Self {
        Self { input, form: None, raw: Vec::new(), ready: Vec::new(), taken: 0 }
    }

    /// Decodes the next piece; false at the end.
    fn advance(&mut self) -> std::io::Result<bool> {
        let is_end = self.fill()?;
        let form = *self.form.get_or_insert_with(|| form(&mut self.raw));
        (self.ready, self.taken) = match form {
            Form::Utf8 => (std::mem::take(&mut self.raw), 0),
            Form::Utf16Little => (transcode(&mut self.raw, u16::from_le_bytes, is_end)?, 0),
            Form::Utf16Big => (transcode(&mut self.raw, u16::from_be_bytes, is_end)?, 0),
        };
        Ok(!is_end || !self.ready.is_empty())
    }

    /// Reads on; true at the end. The first piece is long enough to tell the form.
    fn fill(&mut self) -> std::io::Result<bool> {
        loop {
            let before = self.raw.len();
            self.raw.resize(before + PIECE, 0);
            let read = loop {
                match self.input.read(&mut self.raw[before..]) {
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    read => break read,
                }
            };
            self.raw.truncate(before + *read.as_ref().unwrap_or(&0));
            if read? == 0 {
                return Ok(true);
            }
            if self.form.is_some() || self.raw.len() >= 3 {
                return Ok(false);
            }
        }
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.taken == self.ready.len() {
            if !self.advance()? {
                return Ok(0);
            }
        }
        let taken = (&self.ready[self.taken..]).read(buffer)?;
        self.taken += taken;
        Ok(taken)
    }
}

/// The form that the first bytes show; a mark is taken away. The texts that are read here hold no NUL, so that one among
/// the first two bytes is half of a character of UTF-16.
fn form(raw: &mut Vec<u8>) -> Form {
    let (form, mark) = match raw[..] {
        [0xEF, 0xBB, 0xBF, ..] => (Form::Utf8, 3),
        [0xFF, 0xFE, ..] => (Form::Utf16Little, 2),
        [0xFE, 0xFF, ..] => (Form::Utf16Big, 2),
        [1..=u8::MAX, 0, ..] => (Form::Utf16Little, 0),
        [0, 1..=u8::MAX, ..] => (Form::Utf16Big, 0),
        _ => (Form::Utf8, 0),
    };
    raw.drain(..mark);
    form
}

/// The whole characters of these bytes; the rest stays.
fn transcode(
    raw: &mut Vec<u8>,
    unit: fn([u8; 2]) -> u16,
    is_end: bool,
) -> std::io::Result<Vec<u8>> {
    let mut units: Vec<u16> = raw.chunks_exact(2).map(|two| unit([two[0], two[1]])).collect();
    let is_split = units.last().is_some_and(|last| (0xD800..0xDC00).contains(last));
    if is_split && !is_end {
        units.pop();
    }
    raw.drain(..units.len() * 2);
    let broken = |what| Error::new(ErrorKind::InvalidData, what);
    if is_end && !raw.is_empty() {
        return Err(broken("it is UTF-16 and ends in the middle of a character"));
    }
    let text = String::from_utf16(&units).map_err(|_| broken("it isn't valid UTF-16"))?;
    Ok(text.into_bytes())
}

/// The text of a file.
///
/// # Errors
/// If it is neither UTF-8 nor UTF-16: a message that names the line.
pub(crate) fn decoded(bytes: &[u8]) -> Result<String, String> {
    let mut utf8 = Vec::new();
    Decoded::new(bytes).read_to_end(&mut utf8).map_err(|error| error.to_string())?;
    String::from_utf8(utf8).map_err(|error| {
        let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + valid.iter().filter(|byte| **byte == b'\n').count();
        format!("line {line} isn't UTF-8; save the file as UTF-8")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "{\"name\": \"Zürich 🏔\"}\r\n";

    fn utf16(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(bytes).collect()
    }

    #[test]
    fn every_form_that_windows_writes_is_read() {
        let marked = format!("\u{feff}{TEXT}");
        for bytes in [
            TEXT.as_bytes().to_vec(),
            marked.as_bytes().to_vec(),
            utf16(&marked, u16::to_le_bytes),
            utf16(&marked, u16::to_be_bytes),
            utf16(TEXT, u16::to_le_bytes),
            utf16(TEXT, u16::to_be_bytes),
        ] {
            assert_eq!(decoded(&bytes).as_deref(), Ok(TEXT), "{bytes:?}");
        }
        for short in ["", "{", "{}", "\u{feff}"] {
            let expected = short.trim_start_matches('\u{feff}');
            assert_eq!(decoded(short.as_bytes()).as_deref(), Ok(expected));
        }
    }

    /// Gives one byte at a time.
    struct Drop<'a>(&'a [u8]);

    impl Read for Drop<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let Some((first, rest)) = self.0.split_first() else {
                return Ok(0);
            };
            buffer[0] = *first;
            self.0 = rest;
            Ok(1)
        }
    }

    #[test]
    fn characters_may_be_split_anywhere() {
        for bytes in [
            utf16(&format!("\u{feff}{TEXT}"), u16::to_le_bytes),
            utf16(TEXT, u16::to_be_bytes),
            format!("\u{feff}{TEXT}").into_bytes(),
        ] {
            let mut text = String::new();
            Decoded::new(Drop(&bytes)).read_to_string(&mut text).expect("text");
            assert_eq!(text, TEXT);
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let latin = b"title = \"x\"\nname = \"Z\xfcrich\"\n";
        assert_eq!(decoded(latin), Err("line 2 isn't UTF-8; save the file as UTF-8".to_owned()));
        let mut odd = utf16(TEXT, u16::to_le_bytes);
        odd.pop();
        assert!(decoded(&odd).is_err_and(|text| text.contains("middle of a character")));
        let lone = [0xFF, 0xFE, 0x00, 0xD8, 0x41, 0x00];
        assert!(decoded(&lone).is_err_and(|text| text.contains("valid UTF-16")));
        let half = [0xFF, 0xFE, 0x00, 0xD8];
        assert!(decoded(&half).is_err());
    }
}
