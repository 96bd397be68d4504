//! A condition: CEL over a subject's facts, compiled and checked once, then evaluated on many subjects. A missing fact isn't
//! bound, and CEL's logic does the rest: `||`, `&&`, `exists` and `all` absorb the error when another part decides.

use super::check::{self, FactScope};
use super::convert::to_cel;
use super::cost::{self, Loop};
use super::fold::fold;
use super::limits;
use super::view::{FactRef, View};
use crate::model::Value;
use crate::text::{SpanError, offset_of};
use cel::{Context, Env, ExecutionError, IdedExpr};
use std::collections::BTreeSet;
use std::sync::Arc;
use time::OffsetDateTime;

/// A compiled condition.
#[derive(Debug)]
pub(crate) struct Condition {
    /// With its texts folded.
    expr: IdedExpr,
    /// Names of the facts that it reads.
    pub(crate) reads: BTreeSet<&'static str>,
    loops: Vec<Loop>,
}

/// What a condition says about a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Evaluation {
    Yes,
    No,
    /// Evidence is missing.
    Undecided,
    /// It would iterate too much; the list fact that it starts from.
    TooLarge(&'static str),
    /// It has a mistake that shows only here.
    Broken(String),
}

/// The language of conditions: CEL's standard library, without optional values.
pub(crate) fn environment() -> Arc<Env> {
    Arc::new(Env::stdlib().with_optional_support(false))
}

/// A context that holds what doesn't depend on the subject.
pub(crate) fn root(now: OffsetDateTime) -> Context<'static, 'static> {
    let mut root = Context::with_env(environment());
    root.add_variable_from_value("now", to_cel(&now.into()));
    root
}

/// A context for one subject: the known ones of these facts are bound.
pub(crate) fn bind<'p>(
    root: &'p Context<'p, 'static>,
    view: &View<'_>,
    facts: impl IntoIterator<Item = FactRef>,
) -> Context<'p, 'static> {
    let mut scope = root.new_inner_scope();
    for fact in facts {
        if let Some(value) = view.value_at(fact.at) {
            scope.add_variable_from_value(fact.name, to_cel(value));
        }
    }
    scope
}

/// The same context with an element of a list as `it`.
pub(crate) fn bind_element<'p>(
    scope: &'p Context<'_, 'static>,
    element: &Value,
) -> Context<'p, 'static> {
    let mut inner = scope.new_inner_scope();
    inner.add_variable_from_value("it", to_cel(element));
    inner
}

impl Condition {
    /// Compiles a condition and checks it for each of the kinds. Must run on the large stack.
    ///
    /// # Errors
    /// All mistakes, with places in `text`.
    pub(crate) fn compile(
        env: &Env,
        text: &str,
        scopes: &[FactScope],
    ) -> Result<Self, Vec<SpanError>> {
        limits::check_text(text).map_err(|mistake| vec![mistake])?;
        let program = env.compile(text).map_err(|errors| vec![syntax(text, &errors)])?;
        let mut mistakes: Vec<SpanError> = Vec::new();
        let mut reads = BTreeSet::new();
        let mut loops = Vec::new();
        for scope in scopes {
            let found = check::check(&program, *scope);
            for mistake in found.mistakes {
                if !mistakes.contains(&mistake) {
                    mistakes.push(mistake);
                }
            }
            reads.extend(found.reads);
            loops = found.loops;
        }
        if !mistakes.is_empty() {
            return Err(mistakes);
        }
        let mut expr = program.expression().clone();
        fold(&mut expr);
        Ok(Self { expr, reads, loops })
    }

    /// Evaluates it. `facts` are those that the rule reads, `times` how often it will be evaluated for this subject.
    pub(crate) fn decide(
        &self,
        scope: &Context<'_, 'static>,
        view: &View<'_>,
        times: usize,
    ) -> Evaluation {
        let visits = cost::visits(&self.loops, view, &[]).saturating_mul(times);
        if visits > limits::VISITS
            && let Some(list) = self.loops.iter().find_map(|each| each.range.fact())
        {
            return Evaluation::TooLarge(list);
        }
        self.read(cel::Value::resolve(&self.expr, scope), view)
    }

    /// An undeclared reference to a fact that is missing is a lack of evidence; any other error is a mistake of the rule.
    fn read(&self, result: Result<cel::Value, ExecutionError>, view: &View<'_>) -> Evaluation {
        match result {
            Ok(cel::Value::Bool(true)) => Evaluation::Yes,
            Ok(cel::Value::Bool(false)) => Evaluation::No,
            Ok(other) => Evaluation::Broken(format!("it yields {}, not bool", other.type_of())),
            Err(ExecutionError::UndeclaredReference(name))
                if self.reads.contains(name.as_str()) && view.value(&name).is_none() =>
            {
                Evaluation::Undecided
            }
            Err(error) => Evaluation::Broken(error.to_string()),
        }
    }

    /// The facts that made it false: of a conjunction those of its false parts only.
    pub(crate) fn blame(&self, scope: &Context<'_, 'static>) -> BTreeSet<&'static str> {
        let mut guilty = BTreeSet::new();
        blame(&self.expr, scope, &mut |name| {
            guilty.extend(self.reads.get(name).copied());
        });
        guilty
    }
}

/// Calls `found` for each name in the parts that make a false expression false.
fn blame(expr: &IdedExpr, scope: &Context<'_, 'static>, found: &mut impl FnMut(&str)) {
    use cel::common::ast::{Expr, operators};
    if let Expr::Call(call) = &expr.expr
        && call.func_name == operators::LOGICAL_AND
    {
        for part in &call.args {
            if cel::Value::resolve(part, scope) == Ok(cel::Value::Bool(false)) {
                blame(part, scope, found);
            }
        }
        return;
    }
    for name in expr.references().variables() {
        found(name);
    }
}

/// The first syntax error.
fn syntax(text: &str, errors: &cel::ParseErrors) -> SpanError {
    let Some(first) = errors.errors.first() else {
        return SpanError::new(0..text.len(), "the expression can't be parsed");
    };
    let (line, column) = first.pos;
    let number = |number| usize::try_from(number).unwrap_or(1);
    let at = offset_of(text, number(line), number(column));
    let message = first.msg.lines().next().unwrap_or_default();
    SpanError::new(at..at + 1, message.to_owned())
}
