//! Recognises CEL's macros by what they expand to, since a parsed condition holds the expansion only.

use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, Expr, operators};

/// A macro with the parts that the author wrote.
#[derive(Clone, Copy, Debug)]
pub(super) enum Macro<'e> {
    /// `exists`, `all`, `exists_one`: a condition decides.
    Decides(&'e IdedExpr),
    /// `filter`: a condition chooses.
    Filter(&'e IdedExpr),
    /// `map`: with an optional condition, to an expression.
    Map(Option<&'e IdedExpr>, &'e IdedExpr),
}

impl<'e> Macro<'e> {
    /// The macro behind an expansion; none if it isn't one of CEL's standard macros.
    pub(super) fn of(comprehension: &'e ComprehensionExpr) -> Option<Self> {
        let Expr::Call(step) = &comprehension.loop_step.expr else {
            return None;
        };
        if comprehension.iter_var2.is_some() {
            return None;
        }
        match (step.func_name.as_str(), step.args.as_slice()) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR, [_, condition]) => {
                Some(Self::Decides(condition))
            }
            (operators::CONDITIONAL, [condition, then, _]) => {
                if !matches!(comprehension.accu_init.expr, Expr::List(_)) {
                    return Some(Self::Decides(condition));
                }
                let to = appended(then)?;
                let chooses =
                    matches!(&to.expr, Expr::Ident(name) if *name == comprehension.iter_var);
                Some(if chooses { Self::Filter(condition) } else { Self::Map(Some(condition), to) })
            }
            (operators::ADD, _) => Some(Self::Map(None, appended(&comprehension.loop_step)?)),
            _ => None,
        }
    }
}

/// The `x` of `@result + [x]`.
fn appended(step: &IdedExpr) -> Option<&IdedExpr> {
    let Expr::Call(call) = &step.expr else {
        return None;
    };
    match call.args.as_slice() {
        [_, one] => match &one.expr {
            Expr::List(list) => list.elements.first(),
            _ => None,
        },
        _ => None,
    }
}
