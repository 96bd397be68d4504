//! Conditions and texts over the facts of a subject: CEL that is checked against the fact catalogue before it runs, bounded
//! in what it costs, and placeholders that show facts, quoted where a command needs it. It knows no rules: whatever asks
//! something of an estate can use it.

mod check;
mod command;
mod compile;
mod constant;
mod convert;
mod cost;
mod limits;
mod macros;
mod placeholder;
mod quoting;
mod stack;
mod template;
mod typing;
mod view;

pub(crate) use check::{FactScope, unknown_fact};
pub(crate) use command::CommandTemplate;
pub(crate) use compile::{Condition, Evaluation, bind, bind_element, environment, root};
pub(crate) use placeholder::{slips, written as placeholders};
pub(crate) use quoting::Language;
pub(crate) use stack::on_large_stack;
pub(crate) use template::Template;
pub use view::Reason;
pub(crate) use view::{FactRef, View};
