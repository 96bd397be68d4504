//! Where output goes: reports to stdout or to a file that is never half written, everything else to stderr.

use super::failure::Failure;
use crate::render::{Harmless, plain};
use std::io::{self, IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Writes to stdout; a reader who has gone away is no error.
pub(super) fn print(text: &Harmless) -> Result<(), Failure> {
    print_with(|out| out.write_all(text.as_str().as_bytes()))
}

/// A report in a format, piece by piece: each renderer makes every text harmless in the way of its format.
pub(super) fn print_with(
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure::new(format!("failed to write to stdout: {error}")))
        }
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Columns to fill: those of the terminal, else COLUMNS, else 100.
pub(super) fn width(stdout: bool) -> u16 {
    let terminal = stdout && io::stdout().is_terminal();
    let measured = terminal.then(terminal_size::terminal_size).flatten();
    let asked = std::env::var("COLUMNS").ok().and_then(|text| text.parse().ok());
    let columns = measured.map(|(width, _)| width.0).or(asked);
    columns.unwrap_or(100).clamp(40, 240)
}

/// Writes one line to stderr, whatever stands in the text: nothing in it is obeyed, and no name begins a second line. That
/// nobody reads it is no error.
pub(super) fn note(text: &str) {
    let _ = writeln!(io::stderr().lock(), "{}", plain(text).trim_end());
}

/// Prints why a verb couldn't run.
pub(super) fn complain(failure: &Failure) {
    note(&format!("error: {}", failure.title));
    for detail in &failure.details {
        note("");
        for line in detail.lines() {
            note(&format!("  {line}"));
        }
    }
    if let Some(hint) = &failure.hint {
        note(&format!("hint: {hint}"));
    }
}

/// What is logged, an event at a time, each on one line of stderr.
pub(super) struct LogLine;

impl Write for LogLine {
    fn write(&mut self, event: &[u8]) -> io::Result<usize> {
        note(String::from_utf8_lossy(event).trim_end());
        Ok(event.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Writes a file whole or not at all: a temporary file beside it, then rename. A new file is readable by its owner only, one
/// that is replaced keeps its mode. A device or a pipe (`/dev/null`, `/dev/stdout`) is written to; to rename over it would replace it.
pub(super) fn write_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let attempt = || match std::fs::metadata(path) {
        Ok(found) if found.is_dir() => {
            Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a directory"))
        }
        Ok(found) if !found.is_file() => {
            let device = std::fs::OpenOptions::new().write(true).open(path)?;
            let mut device = io::BufWriter::new(device);
            write(&mut device)?;
            device.flush()
        }
        Ok(_) | Err(_) => replace(path, write),
    };
    attempt().map_err(|error| {
        Failure::new(format!("failed to write {}: {error}", path.display()))
            .hint("check that its directory exists, is writable and has room")
    })
}

/// Writes a file whole or not at all, like [`write_file`], but never over another one.
pub(super) fn write_new_file(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Failure> {
    let attempt = || {
        let file = temporary(path, write)?;
        file.persist_noclobber(path).map_err(|error| error.error)
    };
    attempt().map(|_| ()).map_err(|error| {
        Failure::new(format!("failed to write {}: {error}", path.display()))
            .hint("name a file that isn't there yet, in a directory that is writable and has room")
    })
}

fn replace(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    // A link stays a link: its target is replaced, or made.
    let path = followed(path)?;
    let file = temporary(&path, write)?;
    if let Ok(old) = std::fs::metadata(&path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    file.persist(&path).map_err(|error| error.error)?;
    Ok(())
}

/// The path that links lead to, whether or not anything is there.
pub(super) fn followed(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        match std::fs::read_link(&path) {
            Ok(target) => path = path.parent().unwrap_or(Path::new("")).join(target),
            Err(_) => return Ok(path),
        }
    }
    Err(io::Error::other("its links lead in a circle"))
}

/// As many links as Linux follows.
const MOST_LINKS: usize = 40;

/// The whole content in a temporary file beside the target.
fn temporary(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<tempfile::NamedTempFile> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".foundry-dr-")
        .tempfile_in(parent.unwrap_or(Path::new(".")))?;
    {
        let mut buffer = io::BufWriter::new(file.as_file_mut());
        write(&mut buffer)?;
        buffer.flush()?;
    }
    file.as_file().sync_all()?;
    Ok(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_nothing_behind() {
        let directory = tempfile::tempdir().expect("a directory");
        let path = directory.path().join("report.json");
        let result = write_file(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk full"))
        });
        assert!(result.is_err());
        assert_eq!(std::fs::read_dir(directory.path()).expect("readable").count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_is_replaced_keeps_its_mode() {
        use std::os::unix::fs::PermissionsExt;
        let directory = tempfile::tempdir().expect("a directory");
        let mode =
            |path: &Path| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
        let path = directory.path().join("report.json");
        write_file(&path, |out| out.write_all(b"new")).expect("written");
        assert_eq!(mode(&path), 0o600);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).expect("set");
        write_file(&path, |out| out.write_all(b"newer")).expect("written");
        assert_eq!(mode(&path), 0o644);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_devices_stay_what_they_are() {
        use std::os::unix::fs::{FileTypeExt, symlink};
        let directory = tempfile::tempdir().expect("a directory");
        let (target, link) = (directory.path().join("a"), directory.path().join("b"));
        std::fs::write(&target, "old").expect("written");
        symlink(&target, &link).expect("linked");
        write_file(&link, |out| out.write_all(b"new")).expect("written");
        assert_eq!(std::fs::read(&target).expect("readable"), b"new");
        assert!(link.is_symlink());
        let (missing, dangling) = (directory.path().join("c"), directory.path().join("d"));
        symlink("c", &dangling).expect("linked");
        write_file(&dangling, |out| out.write_all(b"made")).expect("written");
        assert_eq!(std::fs::read(&missing).expect("readable"), b"made");
        assert!(dangling.is_symlink());
        symlink("e", directory.path().join("e")).expect("linked");
        assert!(write_file(&directory.path().join("e"), |_| Ok(())).is_err(), "a circle");
        let pipe = directory.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo runs").success());
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || std::fs::read(pipe)
        });
        write_file(&pipe, |out| out.write_all(b"through")).expect("written");
        assert!(std::fs::metadata(&pipe).expect("there").file_type().is_fifo());
        let read = reader.join().expect("joined").expect("readable");
        assert_eq!(read, b"through");
    }
}
