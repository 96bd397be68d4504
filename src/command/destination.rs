//! Where reports go: each output to a place of its own, and none over what the run reads.

use super::failure::Failure;
use super::output::followed;
use crate::cli::{Format, Output};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// A place as the system knows it, however it is spelled.
#[derive(Debug, PartialEq, Eq)]
enum Place {
    /// Something that exists.
    There(Identity),
    /// A file that isn't there yet: its directory, if that exists, and its name.
    New(Option<Identity>, OsString),
}

impl Place {
    fn of(path: Option<&Path>) -> Self {
        let Some(path) = path else {
            return identity_of_stdout().map_or(Self::New(None, "stdout".into()), Self::There);
        };
        if let Some(identity) = identity(path) {
            return Self::There(identity);
        }
        let path = followed(path).unwrap_or_else(|_| path.to_owned());
        let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
        let parent = identity(parent.unwrap_or(Path::new(".")));
        Self::New(parent, path.file_name().unwrap_or(path.as_os_str()).to_owned())
    }
}

/// Device and number of a file. Nothing is opened: a named pipe would wait for its other end.
#[cfg(unix)]
type Identity = (u64, u64);

#[cfg(unix)]
fn identity(path: &Path) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()))
}

#[cfg(unix)]
fn identity_of_stdout() -> Option<Identity> {
    use std::os::fd::AsFd;
    use std::os::unix::fs::MetadataExt;
    let stdout = std::io::stdout().as_fd().try_clone_to_owned().ok()?;
    let found = std::fs::File::from(stdout).metadata().ok()?;
    Some((found.dev(), found.ino()))
}

#[cfg(not(unix))]
type Identity = PathBuf;

#[cfg(not(unix))]
fn identity(path: &Path) -> Option<Identity> {
    path.canonicalize().ok()
}

#[cfg(not(unix))]
fn identity_of_stdout() -> Option<Identity> {
    None
}

/// The outputs that were asked for, if each has a place of its own that isn't one of the files that are read; without any,
/// the table goes to stdout.
pub(super) fn check(outputs: &[Output], read: &[PathBuf]) -> Result<Vec<Output>, Failure> {
    if outputs.is_empty() {
        return Ok(vec![Output { format: Format::Table, path: None }]);
    }
    let mut places: Vec<Place> = Vec::new();
    for output in outputs {
        let name = output.format.name();
        let example = format!("-o {name}={}", output.format.file());
        if output.path.as_deref() == Some(Path::new("")) {
            return Err(Failure::new(format!("`-o {name}=` names no file"))
                .hint(format!("write -o {name} for stdout, or {example}")));
        }
        let place = Place::of(output.path.as_deref());
        let shown = output.path.as_ref().map_or("stdout".into(), |path| path.display().to_string());
        if places.contains(&place) {
            return Err(Failure::new(format!("two outputs go to {shown}"))
                .hint(format!("give one of them a file of its own: {example}")));
        }
        if output.path.is_some()
            && let Some(input) = read.iter().find(|input| Place::of(Some(input)) == place)
        {
            let input = input.display();
            return Err(Failure::new(format!(
                "`-o {name}={shown}` would replace {input}, which the run reads"
            ))
            .hint(format!("write it to another file: {example}")));
        }
        places.push(place);
    }
    Ok(outputs.to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output(format: Format, path: Option<&Path>) -> Output {
        Output { format, path: path.map(Into::into) }
    }

    #[test]
    fn each_output_has_a_place_of_its_own() {
        let (table, json) = (output(Format::Table, None), output(Format::Json, None));
        assert_eq!(check(&[], &[]).expect("default"), [output(Format::Table, None)]);
        let directory = tempfile::tempdir().expect("a directory");
        let file = |name: &str| output(Format::Json, Some(&directory.path().join(name)));
        assert!(check(&[table.clone(), file("a"), file("b")], &[]).is_ok());
        let nameless = output(Format::Json, Some(Path::new("")));
        for wrong in [&[table, json][..], &[nameless], &[file("a"), file("./a")]] {
            assert!(check(wrong, &[]).is_err(), "{wrong:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn one_file_has_many_spellings() {
        use std::os::unix::fs::symlink;
        let directory = tempfile::tempdir().expect("a directory");
        let path = |name: &str| directory.path().join(name);
        std::fs::write(path("in.jsonl"), "").expect("written");
        std::fs::hard_link(path("in.jsonl"), path("twin")).expect("linked");
        symlink("in.jsonl", path("link")).expect("linked");
        symlink("new", path("dangling")).expect("linked");
        let reads = [path("in.jsonl")];
        for name in ["in.jsonl", "twin", "link"] {
            let refused = check(&[output(Format::Json, Some(&path(name)))], &reads);
            let title = refused.expect_err(name).title;
            assert!(title.contains("which the run reads"), "{title}");
        }
        let two = [path("new"), path("dangling")].map(|path| output(Format::Csv, Some(&path)));
        assert!(check(&two, &[]).is_err());
        assert!(check(&two[1..], &reads).is_ok());
    }
}
