//! Checks a parsed condition against the fact catalogue: every name, field, function and type, and the limits of cost. CEL
//! itself would find a misspelt fact only on the subject that reaches it; here it is found when the rule is loaded.

mod loops;
mod operation;

use super::cost::{Loop, Range};
use super::limits;
use super::typing::{self, BadCall, FUNCTIONS, Type, Typed};
use crate::catalogue::catalogue;
use crate::model::{Field, Kind};
use crate::text::{SpanError, did_you_mean};
use cel::common::ast::{CallExpr, Expr, ListExpr, LiteralValue, SelectExpr, SourceInfo};
use cel::{IdedExpr, Program};
use std::collections::BTreeSet;
use std::ops::Range as Span;

/// Which names a condition may use.
#[derive(Clone, Copy, Debug)]
pub(crate) struct FactScope {
    /// The kind whose facts are variables.
    pub(crate) kind: Kind,
    /// The list fact behind `it` and its fields, in rules with `each`.
    pub(crate) element: Option<(&'static str, &'static [Field])>,
}

/// What a condition reads and iterates, and what is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Checked {
    pub(super) reads: BTreeSet<&'static str>,
    pub(super) loops: Vec<Loop>,
    pub(super) mistakes: Vec<SpanError>,
}

/// Walks a condition.
pub(super) fn check(program: &Program, scope: FactScope) -> Checked {
    let mut checker = Checker {
        scope,
        info: program.source_info(),
        variables: Vec::new(),
        operators: 0,
        depth: 0,
        found: Checked::default(),
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
        let message = format!("the expression yields {}, not bool", result.label());
        checker.mistake(whole.clone(), message);
    }
    if checker.found.reads.is_empty() && checker.found.mistakes.is_empty() {
        checker.mistake(whole, "the expression reads no fact, so it says nothing about a subject");
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
    scope: FactScope,
    info: &'e SourceInfo,
    variables: Vec<Variable<'e>>,
    operators: usize,
    depth: usize,
    found: Checked,
    /// Loops found so far, one list per comprehension that is open.
    loops: Vec<Vec<Loop>>,
}

impl<'e> Checker<'e> {
    fn mistake(&mut self, span: Span<usize>, message: impl Into<String>) {
        self.report(SpanError::new(span, message));
    }

    fn report(&mut self, mistake: SpanError) -> Typed {
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
        self.report(SpanError::new(span, message))
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
            return self.report(SpanError::new(span, HAS).hint(HAS_HINT));
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
                let message = format!("a {} has no field `{}`", other.label(), select.field);
                self.report(SpanError::new(span, message))
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
                let message = format!("a list of {} with a {} in it", element.label(), ty.label());
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
                    return self.report(SpanError::new(span, reason));
                }
                ty.into()
            }
            Err(BadCall::Wrong(how)) => {
                self.report(SpanError::new(span, format!("`{name}` {how}")))
            }
            Err(BadCall::Unknown) => self.report(
                SpanError::new(span, format!("there is no function `{name}`"))
                    .maybe_hint(did_you_mean(name, FUNCTIONS.iter().copied())),
            ),
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

fn is_about_depth(mistake: &SpanError) -> bool {
    mistake.message == TOO_DEEP
}

/// A name that no fact has.
pub(crate) fn unknown_fact(kind: Kind, name: &str, span: Span<usize>) -> SpanError {
    let known = catalogue().facts(kind).iter().map(|spec| spec.name);
    let hint = did_you_mean(name, known)
        .unwrap_or_else(|| format!("`foundry-dr rules facts {kind}` lists them"));
    SpanError::new(span, format!("{kind} has no fact `{name}`")).hint(hint)
}

/// A field that the records of a list don't have.
pub(super) fn unknown_field(fields: &[Field], name: &str, span: Span<usize>) -> SpanError {
    let names: Vec<&str> = fields.iter().map(|field| field.name).collect();
    let hint = did_you_mean(name, names.iter().copied())
        .unwrap_or_else(|| format!("the fields are {}", names.join(", ")));
    SpanError::new(span, format!("the record has no field `{name}`")).hint(hint)
}
