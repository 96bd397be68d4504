//! A policy that may deny, before it is asked about a resource.

use crate::catalogue::{Arguments, DENY_ACTION, PolicyAssignment, PolicyDefinition};
use crate::model::Fact;
use std::rc::Rc;

/// A policy that may deny: assigned by itself, or as a member of an initiative.
pub(super) struct Candidate {
    pub(super) assignment: Rc<PolicyAssignment>,
    /// Its name in the initiative, folded.
    pub(super) member: Option<String>,
    pub(super) rule: Fact<PolicyRule>,
}

/// A definition and the values of its parameters.
#[derive(Clone)]
pub(super) struct PolicyRule {
    pub(super) definition: Rc<PolicyDefinition>,
    pub(super) arguments: Rc<Arguments>,
}

impl Candidate {
    /// False if its effect is known to be another one, and nothing may override it.
    pub(super) fn may_deny(&self) -> bool {
        let Fact::Known(rule, _) = &self.rule else {
            return true;
        };
        let effect = rule.arguments.resolve(&rule.definition.effect);
        let other = effect
            .as_ref()
            .and_then(serde_json::Value::as_str)
            .is_some_and(|effect| !effect.eq_ignore_ascii_case(DENY_ACTION));
        !(other && self.assignment.overrides.is_empty())
    }
}
