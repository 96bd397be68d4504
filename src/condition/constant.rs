//! Tries calls on literals when a rule is loaded: a bad pattern, duration or timestamp shows then, not in the middle of an
//! audit.

use cel::common::ast::{CallExpr, Expr, LiteralValue};
use cel::{Context, IdedExpr, Value};

/// Why a call on literals can never work; none if it works, or if only a run can tell.
pub(super) fn rejected(call: &CallExpr) -> Option<String> {
    let checked = ["matches", "timestamp", "duration"];
    let literal = |expr: &IdedExpr| matches!(expr.expr, Expr::Literal(LiteralValue::String(_)));
    if !checked.contains(&call.func_name.as_str()) || !call.args.iter().all(literal) {
        return None;
    }
    let mut trial = call.clone();
    // A pattern is tried on any text.
    if trial.target.is_some() {
        trial.target = Some(Box::new(IdedExpr {
            id: 0,
            expr: Expr::Literal(LiteralValue::String("".into())),
        }));
    }
    let expr = IdedExpr { id: 0, expr: Expr::Call(trial) };
    let error = Value::resolve(&expr, &Context::default()).err()?;
    Some(error.to_string())
}
