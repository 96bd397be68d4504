//! Files that are files: what else has a name may never end, or may wait for ever.

use crate::text::Bounded;
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// The bytes of a regular file of limited size: a pipe or a device may never end, and may wait for ever.
///
/// # Errors
/// If it is no regular file, is larger, or can't be read.
pub(crate) fn regular_file(path: &Path, most: u64, name: &'static str) -> Result<Vec<u8>> {
    if !std::fs::metadata(path)?.is_file() {
        return Err(Error::new(ErrorKind::InvalidInput, "it is no regular file"));
    }
    Bounded::new(File::open(path)?, most, name).bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_regular_files_are_read() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("file");
        std::fs::write(&path, "x").expect("written");
        assert_eq!(regular_file(&path, 1, "x").expect("read"), b"x");
        assert!(regular_file(directory.path(), 1, "x").is_err());
        if cfg!(unix) {
            assert!(regular_file(Path::new("/dev/zero"), 1, "x").is_err());
        }
    }
}
