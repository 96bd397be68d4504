//! How large a condition may be. CEL has no limit of cost or of stack: a long chain would end the process and nested
//! comprehensions would run for hours, so both are bounded before a rule is run.

use crate::text::SpanError;

/// Bytes of one expression. Looked at before anything parses it: with so few bytes no chain is long enough to harm the
/// large stack that rules are compiled on.
pub(super) const BYTES: usize = 1_024;
/// Operators, calls and field accesses of one expression.
pub(super) const OPERATORS: usize = 64;
/// Depth of one expression's tree.
pub(super) const DEPTH: usize = 64;
/// Elements of a list literal.
pub(super) const LIST: usize = 64;
/// Comprehensions within each other.
pub(super) const NESTING: usize = 2;
/// Elements that one judgement may visit.
pub(super) const VISITS: usize = 100_000;

/// Refuses an expression by its text alone.
pub(super) fn check_text(expression: &str) -> Result<(), SpanError> {
    if expression.len() > BYTES {
        return Err(SpanError::new(
            0..expression.len(),
            format!("the expression has {} bytes; at most {BYTES} are allowed", expression.len()),
        )
        .hint("split the rule in two, or ask for a fact that does the hard part"));
    }
    if expression.trim().is_empty() {
        return Err(SpanError::new(0..0, "the expression is empty"));
    }
    Ok(())
}
