//! Text as people write it: places in a file and errors that point at them, Markdown with TOML before it, wildcards, the
//! nearest of several names, plurals. It knows nothing of rules, configs or Azure, so that every reader of files shares it.

mod diagnostic;
mod encoding;
mod front_matter;
mod glob;
mod hex;
mod json;
mod markdown;
mod plural;
mod suggest;

pub use diagnostic::Diagnostic;
pub(crate) use diagnostic::{SourceText, SpanError, json_error, offset_of};
pub(crate) use encoding::{Decoded, decoded};
pub(crate) use front_matter::{halves, parse_toml, start_inside};
pub(crate) use glob::{Glob, Star};
pub(crate) use hex::hex;
pub(crate) use json::{strict_json, strict_part};
pub(crate) use markdown::{Fence, Section, Sections, fences};
pub(crate) use plural::{count, first, plural};
pub(crate) use suggest::{did_you_mean, nearest};
