//! Texts in conditions are compared without regard to case, as Azure treats the names of its settings, states and types: the
//! texts of facts are folded where they become CEL values, and here those that a condition writes out. A rule's author needs
//! not know how a version of Azure happens to spell them.

use cel::IdedExpr;
use cel::common::ast::{CallExpr, EntryExpr, Expr, LiteralValue};

/// Functions whose texts aren't compared: they say a time.
const OF_TIME: [&str; 2] = ["timestamp", "duration"];

/// The same text as every other spelling of it.
pub(super) fn folded(text: &str) -> String {
    text.to_lowercase()
}

/// Folds the texts of an expression.
pub(super) fn fold(expr: &mut IdedExpr) {
    match &mut expr.expr {
        Expr::Literal(LiteralValue::String(text)) => {
            expr.expr = Expr::Literal(LiteralValue::String(folded(text.inner()).into()));
        }
        Expr::Call(call) => fold_call(call),
        Expr::Comprehension(loops) => {
            for part in [
                &mut loops.iter_range,
                &mut loops.accu_init,
                &mut loops.loop_cond,
                &mut loops.loop_step,
                &mut loops.result,
            ] {
                fold(part);
            }
        }
        Expr::List(list) => list.elements.iter_mut().for_each(fold),
        Expr::Map(map) => map.entries.iter_mut().for_each(|entry| fold_entry(&mut entry.expr)),
        Expr::Struct(of) => of.entries.iter_mut().for_each(|entry| fold_entry(&mut entry.expr)),
        Expr::Select(select) => fold(&mut select.operand),
        Expr::Literal(
            LiteralValue::Boolean(_)
            | LiteralValue::Bytes(_)
            | LiteralValue::Double(_)
            | LiteralValue::Int(_)
            | LiteralValue::Null
            | LiteralValue::UInt(_),
        )
        | Expr::Ident(_)
        | Expr::Unspecified => {}
    }
}

fn fold_call(call: &mut CallExpr) {
    call.target.iter_mut().for_each(|target| fold(target));
    match call.func_name.as_str() {
        name if OF_TIME.contains(&name) => {}
        // Folding a pattern would change what it means (`\S`).
        "matches" => call.args.iter_mut().for_each(ignore_case),
        _ => call.args.iter_mut().for_each(fold),
    }
}

fn ignore_case(pattern: &mut IdedExpr) {
    if let Expr::Literal(LiteralValue::String(text)) = &pattern.expr {
        let text = format!("(?i){}", text.inner());
        pattern.expr = Expr::Literal(LiteralValue::String(text.into()));
    }
}

fn fold_entry(entry: &mut EntryExpr) {
    match entry {
        EntryExpr::StructField(field) => fold(&mut field.value),
        EntryExpr::MapEntry(entry) => {
            fold(&mut entry.key);
            fold(&mut entry.value);
        }
    }
}
