//! Checks a parsed condition against the fact catalogue: every name, field, function and type, and the limits of cost. CEL
//! itself would find a misspelt fact only on the subject that reaches it; here it is found when the rule is loaded.

use super::cost::{Loop, Range};
use super::limits;
use super::macros::Macro;
use super::source::Mistake;
use super::suggest::did_you_mean;
use super::typing::{self, FUNCTIONS, Signature, Type, Typed};
use crate::estate::catalogue;
use crate::model::{Field, Kind};
use cel::common::ast::{
    CallExpr, ComprehensionExpr, Expr, ListExpr, LiteralValue, SelectExpr, SourceInfo, operators,
};
use cel::{IdedExpr, Program};
use std::collections::BTreeSet;
use std::ops::Range as Span;

/// Which names a condition may use.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scope {
    /// The kind whose facts are variables.
    pub(super) kind: Kind,
    /// The list fact behind `it` and its fields, in rules with `each`.
    pub(super) element: Option<(&'static str, &'static [Field])>,
}

/// What a condition reads and iterates, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) reads: BTreeSet<&'static str>,
    pub(super) loops: Vec<Loop>,
    pub(super) mistakes: Vec<Mistake>,
}

/// Walks a condition.
pub(super) fn check(program: &Program, scope: Scope) -> Findings {
    let mut checker = Checker {
        scope,
        info: program.source_info(),
        variables: Vec::new(),
        operators: 0,
        depth: 0,
        found: Findings::default(),
        loops: vec![Vec::new()],
    };
    let result = checker.infer(program.expression());
    let whole = 0..checker.info.source.len();
    if checker.operators > limits::OPERATORS {
        let message = format!(
            "the expression has {} operators and calls; at most {} are allowed",
            checker.operators,
            limits::OPERATORS
        );
        checker.mistake(whole.clone(), message);
    }
    if !result.is(&Type::Bool) {
        let message = format!("the expression yields {}, not bool", result.word());
        checker.mistake(whole.clone(), message);
    }
    if checker.found.reads.is_empty() && checker.found.mistakes.is_empty() {
        checker.mistake(
            whole,
            "the expression reads no fact, so it says nothing about a subject",
        );
    }
    checker.found.loops = checker.loops.pop().unwrap_or_default();
    checker.found
}

/// An iteration variable.
struct Variable<'e> {
    name: &'e str,
    ty: Typed,
}

struct Checker<'e> {
    scope: Scope,
    info: &'e SourceInfo,
    variables: Vec<Variable<'e>>,
    operators: usize,
    depth: usize,
    found: Findings,
    /// Loops found so far, one list per comprehension that is open.
    loops: Vec<Vec<Loop>>,
}

impl<'e> Checker<'e> {
    fn mistake(&mut self, span: Span<usize>, message: impl Into<String>) {
        self.report(Mistake::new(span, message));
    }

    fn report(&mut self, mistake: Mistake) -> Typed {
        self.found.mistakes.push(mistake);
        Type::Any.into()
    }

    /// Where an expression stands; of a call or an operator its name or sign.
    fn span(&self, expr: &IdedExpr) -> Span<usize> {
        match self.info.offset_for(expr.id) {
            Some((start, last)) => start as usize..last as usize + 1,
            None => 0..self.info.source.len(),
        }
    }

    fn infer(&mut self, expr: &'e IdedExpr) -> Typed {
        if self.depth == limits::DEPTH {
            let span = self.span(expr);
            if !self.found.mistakes.iter().any(is_about_depth) {
                self.mistake(span, TOO_DEEP);
            }
            return Type::Any.into();
        }
        self.depth += 1;
        let ty = match &expr.expr {
            Expr::Literal(literal) => self.literal(literal, expr),
            Expr::Ident(name) => self.name(name, expr),
            Expr::Select(select) => self.field(select, expr),
            Expr::Call(call) => self.call(call, expr),
            Expr::List(list) => self.list(list, expr),
            Expr::Comprehension(comprehension) => self.comprehension(comprehension, expr),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => self.refuse(expr, MAPS),
        };
        self.depth -= 1;
        ty
    }

    fn refuse(&mut self, expr: &IdedExpr, message: &str) -> Typed {
        let span = self.span(expr);
        self.report(Mistake::new(span, message))
    }

    fn literal(&mut self, literal: &LiteralValue, expr: &IdedExpr) -> Typed {
        match literal {
            LiteralValue::Boolean(_) => Type::Bool.into(),
            LiteralValue::Int(_) => Type::Int.into(),
            LiteralValue::Double(_) => Type::Double.into(),
            LiteralValue::String(_) => Type::Text.into(),
            LiteralValue::Null => Type::Null.into(),
            LiteralValue::UInt(_) => self.refuse(expr, "write the number without `u`"),
            LiteralValue::Bytes(_) => self.refuse(expr, "write the text without `b`"),
        }
    }

    fn name(&mut self, name: &'e str, expr: &'e IdedExpr) -> Typed {
        let open = self.variables.iter().rev();
        if let Some(variable) = open.into_iter().find(|variable| variable.name == name) {
            return variable.ty.clone();
        }
        match (name, self.scope.element) {
            ("now", _) => return Type::Instant.into(),
            ("it", Some((list, fields))) => {
                self.found.reads.insert(list);
                return Type::Record(fields).into();
            }
            _ => {}
        }
        let specs = catalogue().facts(self.scope.kind);
        if let Some(spec) = specs.iter().find(|spec| spec.name == name) {
            self.found.reads.insert(spec.name);
            return Typed::of(spec.ty, spec.nullable);
        }
        let span = self.span(expr);
        self.report(unknown_fact(self.scope.kind, name, span))
    }

    fn field(&mut self, select: &'e SelectExpr, expr: &'e IdedExpr) -> Typed {
        self.operators += 1;
        if select.test {
            let span = self.span(expr);
            return self.report(Mistake::new(span, HAS).hint(HAS_HINT));
        }
        let record = self.infer(&select.operand);
        let span = self.span(expr);
        match record.ty {
            Type::Any => Type::Any.into(),
            Type::Record(fields) => match fields.iter().find(|field| field.name == select.field) {
                Some(field) => Typed::of(field.ty, field.nullable),
                None => self.report(unknown_field(fields, &select.field, span)),
            },
            other => {
                let message = format!("a {} has no field `{}`", other.word(), select.field);
                self.report(Mistake::new(span, message))
            }
        }
    }

    fn list(&mut self, list: &'e ListExpr, expr: &'e IdedExpr) -> Typed {
        if list.elements.len() > limits::LIST {
            let message = format!(
                "the list has {} elements; at most {} are allowed",
                list.elements.len(),
                limits::LIST
            );
            return self.refuse(expr, &message);
        }
        if !list.optional_indices.is_empty() {
            return self.refuse(expr, OPTIONALS);
        }
        let mut element = Type::Any;
        for part in &list.elements {
            let ty = self.infer(part).ty;
            if !element.fits(&ty) {
                let message = format!("a list of {} with a {} in it", element.word(), ty.word());
                return self.refuse(part, &message);
            }
            if element == Type::Any {
                element = ty;
            }
        }
        Type::List(Box::new(element)).into()
    }

    fn call(&mut self, call: &'e CallExpr, expr: &'e IdedExpr) -> Typed {
        self.operators += 1;
        let name = call.func_name.as_str();
        if let ("_[_]" | "_[?_]" | "_?._", None) = (name, &call.target) {
            return self.refuse(expr, INDEX);
        }
        let target = call.target.as_ref().map(|target| self.infer(target));
        let arguments: Vec<Typed> = call.args.iter().map(|part| self.infer(part)).collect();
        if call.target.is_none()
            && let Some(result) = self.operator(call, &arguments, expr)
        {
            return result;
        }
        let span = self.span(expr);
        match typing::call(name, target.as_ref(), &arguments) {
            Ok(ty) => {
                if let Some(reason) = super::constant::rejected(call) {
                    return self.report(Mistake::new(span, reason));
                }
                ty.into()
            }
            Err(Signature::Wrong(how)) => {
                self.report(Mistake::new(span, format!("`{name}` {how}")))
            }
            Err(Signature::Unknown) => self.report(
                Mistake::new(span, format!("there is no function `{name}`"))
                    .maybe_hint(did_you_mean(name, FUNCTIONS.iter().copied())),
            ),
        }
    }

    /// The result of an operator; none if the call isn't one.
    fn operator(
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

    fn expect_bool(&mut self, part: &IdedExpr, ty: &Typed) {
        if !ty.is(&Type::Bool) {
            let message = format!("expected bool, found {}", ty.word());
            self.refuse(part, &message);
        }
    }

    fn branches(&mut self, yes: &Typed, no: &Typed, expr: &IdedExpr) -> Typed {
        if yes.ty.fits(&no.ty) {
            Typed {
                ty: yes.ty.clone(),
                nullable: yes.nullable || no.nullable,
            }
        } else {
            let message = format!("one branch is {}, the other {}", yes.word(), no.word());
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
        let message = format!("{} can't be compared with {}", one.word(), two.word());
        let span = self.span(expr);
        self.report(Mistake::new(span, message).maybe_hint(hint));
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
                let message = format!("`in` needs a list, found {}", other.word());
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
        let message = format!(
            "`{sign}` isn't defined for {} and {}",
            one.word(),
            two.word()
        );
        self.refuse(expr, &message)
    }

    fn comprehension(&mut self, of: &'e ComprehensionExpr, expr: &'e IdedExpr) -> Typed {
        self.operators += 1;
        let Some(folded) = Macro::of(of) else {
            return self.refuse(expr, "this macro isn't known");
        };
        if self.loops.len() > limits::NESTING {
            let message = format!(
                "comprehensions are nested more than {} deep",
                limits::NESTING
            );
            return self.refuse(expr, &message);
        }
        let ty = self.infer(&of.iter_range).ty;
        let element = match ty {
            Type::List(element) => *element,
            Type::Any => Type::Any,
            other => {
                let message = format!("only lists can be iterated, found {}", other.word());
                return self.refuse(&of.iter_range, &message);
            }
        };
        let range = self.range(&of.iter_range);
        self.check_range(range.as_ref(), &of.iter_range);
        self.check_variable(&of.iter_var, expr);
        self.variables.push(Variable {
            name: &of.iter_var,
            ty: element.clone().into(),
        });
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

    fn add_loop(&mut self, found: Loop) {
        if let Some(open) = self.loops.last_mut() {
            open.push(found);
        }
    }

    /// What an expression iterates, seen through `filter` and `map`.
    fn range(&self, expr: &IdedExpr) -> Option<Range> {
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
            Expr::Literal(_)
            | Expr::Call(_)
            | Expr::Map(_)
            | Expr::Struct(_)
            | Expr::Unspecified => None,
        }
    }

    fn field_of(&self, variable: &str, field: &str) -> Option<Range> {
        let open = self.variables.iter().rev();
        let variable = open.into_iter().find(|open| open.name == variable)?;
        match variable.ty.ty {
            Type::Record(fields) => fields
                .iter()
                .find(|known| known.name == field)
                .map(|known| Range::Field(known.name)),
            Type::Bool
            | Type::Int
            | Type::Double
            | Type::Text
            | Type::Instant
            | Type::Duration
            | Type::Null
            | Type::List(_)
            | Type::Any => None,
        }
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
            self.report(Mistake::new(span, message).hint(NESTED_HINT));
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

const TOO_DEEP: &str = "the expression is nested too deeply";
const MAPS: &str = "maps and structures aren't part of the rule language";
const INDEX: &str = "indexing isn't part of the rule language: use `exists` or `all`";
const OPTIONALS: &str = "optional values aren't part of the rule language";
const HAS: &str = "`has()` isn't part of the rule language";
const HAS_HINT: &str =
    "it would turn what wasn't read into false; compare with null, or leave it to become unknown";
const NESTED_HINT: &str = "ask for a fact that joins the two lists";

fn is_about_depth(mistake: &Mistake) -> bool {
    mistake.message == TOO_DEEP
}

/// A name that no fact has.
pub(super) fn unknown_fact(kind: Kind, name: &str, span: Span<usize>) -> Mistake {
    let known = catalogue().facts(kind).iter().map(|spec| spec.name);
    let hint = did_you_mean(name, known)
        .unwrap_or_else(|| format!("`foundry-dr rules facts {kind}` lists them"));
    Mistake::new(span, format!("{kind} has no fact `{name}`")).hint(hint)
}

/// A field that the records of a list don't have.
pub(super) fn unknown_field(fields: &[Field], name: &str, span: Span<usize>) -> Mistake {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let hint = did_you_mean(name, names.iter().copied())
        .unwrap_or_else(|| format!("the fields are {}", names.join(", ")));
    Mistake::new(span, format!("the record has no field `{name}`")).hint(hint)
}
