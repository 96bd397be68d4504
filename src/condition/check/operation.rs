//! The operators of conditions: which types they take and what they yield.

use super::{Checker, Loop, SpanError, Type, Typed};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, operators};

impl<'e> Checker<'e> {
    /// The result of an operator; none if the call isn't one.
    pub(super) fn operator(
        &mut self,
        call: &'e CallExpr,
        arguments: &[Typed],
        expr: &'e IdedExpr,
    ) -> Option<Typed> {
        let bool = || Some(Type::Bool.into());
        match (call.func_name.as_str(), arguments) {
            (operators::LOGICAL_AND | operators::LOGICAL_OR | operators::LOGICAL_NOT, parts) => {
                for (part, ty) in call.args.iter().zip(parts) {
                    self.expect_bool(part, ty);
                }
                bool()
            }
            (operators::CONDITIONAL, [condition, yes, no]) => {
                self.expect_bool(&call.args[0], condition);
                Some(self.branches(yes, no, expr))
            }
            (operators::EQUALS | operators::NOT_EQUALS, [one, two]) => {
                if !one.comparable(two) {
                    self.incomparable(one, two, expr);
                }
                bool()
            }
            (
                operators::LESS
                | operators::LESS_EQUALS
                | operators::GREATER
                | operators::GREATER_EQUALS,
                [one, two],
            ) => {
                if !(one.ty.ordered() && one.ty.fits(&two.ty)) {
                    self.incomparable(one, two, expr);
                }
                bool()
            }
            (operators::IN, [one, list]) => {
                self.membership(one, list, call, expr);
                bool()
            }
            (operators::NEGATE, [of]) if of.is(&Type::Int) || of.is(&Type::Double) => {
                Some(of.clone())
            }
            (
                operators::ADD
                | operators::SUBSTRACT
                | operators::MULTIPLY
                | operators::DIVIDE
                | operators::MODULO,
                [one, two],
            ) => Some(self.arithmetic(&call.func_name, one, two, expr)),
            _ => None,
        }
    }

    pub(super) fn expect_bool(&mut self, part: &IdedExpr, ty: &Typed) {
        if !ty.is(&Type::Bool) {
            let message = format!("expected bool, found {}", ty.label());
            self.refuse(part, &message);
        }
    }

    fn branches(&mut self, yes: &Typed, no: &Typed, expr: &IdedExpr) -> Typed {
        if yes.ty.fits(&no.ty) {
            Typed { ty: yes.ty.clone(), nullable: yes.nullable || no.nullable }
        } else {
            let message = format!("one branch is {}, the other {}", yes.label(), no.label());
            self.refuse(expr, &message)
        }
    }

    fn incomparable(&mut self, one: &Typed, two: &Typed, expr: &IdedExpr) {
        let hint = match (&one.ty, &two.ty) {
            (Type::Null, _) | (_, Type::Null) => Some("it is never null".to_owned()),
            (Type::Instant, Type::Text) | (Type::Text, Type::Instant) => {
                Some("write `timestamp('2026-01-31T00:00:00Z')`".to_owned())
            }
            _ => None,
        };
        let message = format!("{} can't be compared with {}", one.label(), two.label());
        let span = self.span(expr);
        self.report(SpanError::new(span, message).maybe_hint(hint));
    }

    /// `x in list` visits the list: inside a comprehension that is a loop of its own.
    fn membership(&mut self, one: &Typed, list: &Typed, call: &'e CallExpr, expr: &'e IdedExpr) {
        match &list.ty {
            Type::List(element) if !list.nullable => {
                if !element.fits(&one.ty) {
                    self.incomparable(one, &(**element).clone().into(), expr);
                }
                if let Some(range) = self.range(&call.args[1]) {
                    let inner = Vec::new();
                    self.add_loop(Loop { range, inner });
                }
            }
            Type::Any => {}
            other => {
                let message = format!("`in` needs a list, found {}", other.label());
                self.refuse(expr, &message);
            }
        }
    }

    fn arithmetic(&mut self, name: &str, one: &Typed, two: &Typed, expr: &IdedExpr) -> Typed {
        let plain = !one.nullable && !two.nullable;
        let result = match (name, &one.ty, &two.ty) {
            _ if !plain => None,
            (_, Type::Any, _) | (_, _, Type::Any) => Some(Type::Any),
            (_, Type::Int, Type::Int) => Some(Type::Int),
            (operators::MODULO, ..) => None,
            (_, Type::Double, Type::Double) => Some(Type::Double),
            (operators::ADD, Type::Text, Type::Text) => Some(Type::Text),
            (operators::ADD | operators::SUBSTRACT, Type::Duration, Type::Duration) => {
                Some(Type::Duration)
            }
            (operators::SUBSTRACT, Type::Instant, Type::Instant) => Some(Type::Duration),
            (operators::ADD | operators::SUBSTRACT, Type::Instant, Type::Duration)
            | (operators::ADD, Type::Duration, Type::Instant) => Some(Type::Instant),
            _ => None,
        };
        if let Some(ty) = result {
            return ty.into();
        }
        let sign = name.trim_matches('_');
        let message = format!("`{sign}` isn't defined for {} and {}", one.label(), two.label());
        self.refuse(expr, &message)
    }
}
