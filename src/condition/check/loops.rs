//! Comprehensions: what may be iterated, and the type of what comes out.

use super::{Checker, Loop, Range, SpanError, Type, Variable, limits};
use crate::catalogue::catalogue;
use crate::condition::macros::Macro;
use crate::condition::typing::Typed;
use cel::IdedExpr;
use cel::common::ast::{ComprehensionExpr, Expr};

impl<'e> Checker<'e> {
    pub(super) fn comprehension(&mut self, of: &'e ComprehensionExpr, expr: &'e IdedExpr) -> Typed {
        self.operators += 1;
        let Some(folded) = Macro::of(of) else {
            return self.refuse(expr, "this macro isn't known");
        };
        if self.loops.len() > limits::NESTING {
            let message = format!("comprehensions are nested more than {} deep", limits::NESTING);
            return self.refuse(expr, &message);
        }
        let ty = self.infer(&of.iter_range).ty;
        let element = match ty {
            Type::List(element) => *element,
            Type::Any => Type::Any,
            other => {
                let message = format!("only lists can be iterated, found {}", other.label());
                return self.refuse(&of.iter_range, &message);
            }
        };
        let range = self.range(&of.iter_range);
        self.check_range(range.as_ref(), &of.iter_range);
        self.check_variable(&of.iter_var, expr);
        self.variables.push(Variable { name: &of.iter_var, ty: element.clone().into() });
        self.loops.push(Vec::new());
        let result = self.fold(folded, element);
        self.variables.pop();
        let inner = self.loops.pop().unwrap_or_default();
        if let Some(range) = range {
            self.add_loop(Loop { range, inner });
        }
        result.into()
    }

    fn fold(&mut self, folded: Macro<'e>, element: Type) -> Type {
        let (condition, result) = match folded {
            Macro::Decides(condition) => (Some(condition), Type::Bool),
            Macro::Filter(condition) => (Some(condition), Type::List(Box::new(element))),
            Macro::Map(condition, to) => {
                let to = self.infer(to).ty;
                (condition, Type::List(Box::new(to)))
            }
        };
        if let Some(condition) = condition {
            let ty = self.infer(condition);
            self.expect_bool(condition, &ty);
        }
        result
    }

    pub(super) fn add_loop(&mut self, found: Loop) {
        if let Some(open) = self.loops.last_mut() {
            open.push(found);
        }
    }

    /// What an expression iterates, seen through `filter` and `map`.
    pub(super) fn range(&self, expr: &IdedExpr) -> Option<Range> {
        match &expr.expr {
            Expr::Ident(name) => {
                let specs = catalogue().facts(self.scope.kind);
                let spec = specs.iter().find(|spec| spec.name == name)?;
                Some(Range::Fact(spec.name))
            }
            Expr::Select(select) => match (&select.operand.expr, self.scope.element) {
                (Expr::Ident(it), Some((list, fields))) if it == "it" => {
                    // One element's list isn't longer than the list fact lets it be; it counts with the longest.
                    let field = fields.iter().find(|field| field.name == select.field)?;
                    Some(Range::Element(list, field.name))
                }
                (Expr::Ident(variable), _) => self.field_of(variable, &select.field),
                _ => None,
            },
            Expr::List(list) => Some(Range::Literal(list.elements.len())),
            Expr::Comprehension(inner) => self.range(&inner.iter_range),
            _ => None,
        }
    }

    fn field_of(&self, variable: &str, field: &str) -> Option<Range> {
        let open = self.variables.iter().rev();
        let variable = open.into_iter().find(|open| open.name == variable)?;
        let Type::Record(fields) = variable.ty.ty else {
            return None;
        };
        let known = fields.iter().find(|known| known.name == field)?;
        Some(Range::Field(known.name))
    }

    fn check_range(&mut self, range: Option<&Range>, expr: &IdedExpr) {
        let message = match range {
            None => "only a list fact, a field of the element or a list literal can be iterated",
            Some(Range::Fact(_)) if self.loops.len() > 1 => {
                "a list fact can't be iterated inside another iteration"
            }
            Some(Range::Fact(_) | Range::Field(_) | Range::Element(..) | Range::Literal(_)) => {
                return;
            }
        };
        if self.found.mistakes.is_empty() {
            let span = self.span(expr);
            self.report(SpanError::new(span, message).hint(NESTED_HINT));
        }
    }

    /// A variable that hides a fact would make the reader, and the search for missing facts, look at the wrong thing.
    fn check_variable(&mut self, name: &str, expr: &IdedExpr) {
        let facts = catalogue().facts(self.scope.kind);
        let open = self.variables.iter().any(|variable| variable.name == name);
        if open || ["now", "it"].contains(&name) || facts.iter().any(|spec| spec.name == name) {
            let message = format!("the variable `{name}` hides another name");
            self.refuse(expr, &message);
        }
    }
}

const NESTED_HINT: &str = "ask for a fact that joins the two lists";
