//! `foundry-dr permissions`: the least role that the enabled rules need, and, given a source, what this identity can read
//! of it and which rules would be unknown.

mod role;
mod trial;

use super::audit::DEMO;
use super::failure::Failure;
use super::input::selected;
use super::live::{self, Extent};
use super::output::{note, print};
use crate::audit::{self, Policy, SourceInfo, Status};
use crate::catalogue::{ReadKind, ReadPlan, recognise};
use crate::cli::{PermissionsArgs, TextOrJson, Verbosity};
use crate::estate;
use crate::exit::Exit;
use crate::render::Harmless;
use crate::rule::Library;
use crate::snapshot::{Outcome, ScopeEntry, Snapshot, SnapshotReader};
use crate::source::arm::subscription_id_in;
use crate::text::count;
use role::{CustomRole, RoleReach};
use serde::Serialize;
use std::collections::BTreeSet;
use trial::{Access, Subscription};

/// Stands for the subscription where none is named.
const PLACEHOLDER: &str = "00000000-0000-0000-0000-000000000000";

/// All that is printed as JSON.
#[derive(Debug, Serialize)]
struct PermissionList {
    role: CustomRole,
    subscriptions: Vec<Subscription>,
}

pub(super) fn run(args: &PermissionsArgs, verbosity: Verbosity) -> Result<Exit, Failure> {
    let library = selected(&args.rules)?;
    let plan = ReadPlan::for_facts(library.facts());
    let wide = &args.live.wide;
    let named = !args.live.subscription.is_empty()
        || wide.management_group.is_some()
        || wide.all_subscriptions;
    if args.role_only || !named {
        let role = CustomRole::of(&plan, &offline_reach(args)?);
        print(&Harmless::json(&role))?;
        return Ok(Exit::Passed);
    }
    let collected = live::collect(&args.live, Extent::Sample, &plan, verbosity)?;
    let snapshot = &collected.snapshot;
    let mut subscriptions: Vec<Subscription> = snapshot
        .header
        .scope
        .iter()
        .map(|entry| Subscription::of(entry, snapshot, &plan))
        .collect();
    for one in &mut subscriptions {
        one.rules_unknown = unknown_without(&one.missing(), &library)?;
    }
    let answer = PermissionList {
        role: CustomRole::of(&plan, &reach(args, &snapshot.header.scope)?),
        subscriptions,
    };
    let text = match args.output {
        TextOrJson::Json => Harmless::json(&answer),
        TextOrJson::Text => text(&answer),
    };
    print(&text)?;
    if let Some(why) = collected.cut_short {
        note(&format!("the run ended early: {why}"));
    }
    Ok(decide(&answer, collected.cut_short.is_some()))
}

/// The role's place, as far as it is known without asking Azure.
fn offline_reach(args: &PermissionsArgs) -> Result<RoleReach, Failure> {
    if let Some(group) = &args.live.wide.management_group {
        return Ok(RoleReach::ManagementGroup(group.clone()));
    }
    let id = |text: &String| {
        subscription_id_in(text).ok_or_else(|| {
            Failure::new(format!("`{text}` is a name, and nothing is asked of Azure here"))
                .hint("name the subscription by id: `-s <id>`")
        })
    };
    let mut ids = args.live.subscription.iter().map(id).collect::<Result<Vec<_>, _>>()?;
    if ids.is_empty() {
        note(
            "the role is for a subscription that isn't named: put its id into AssignableScopes, or name it with `-s <id>`",
        );
        ids.push(PLACEHOLDER.to_owned());
    }
    within(args, ids)
}

fn reach(args: &PermissionsArgs, scope: &[ScopeEntry]) -> Result<RoleReach, Failure> {
    if let Some(group) = &args.live.wide.management_group {
        return Ok(RoleReach::ManagementGroup(group.clone()));
    }
    let ids = scope.iter().map(|entry| entry.subscription.clone());
    within(args, ids.collect())
}

fn within(args: &PermissionsArgs, ids: Vec<String>) -> Result<RoleReach, Failure> {
    match (&args.resource_group, &ids[..]) {
        (None, _) => Ok(RoleReach::Subscriptions(ids)),
        (Some(group), [one]) => Ok(RoleReach::ResourceGroup(one.clone(), group.clone())),
        (Some(_), _) => Err(Failure::new("a resource group lies in one subscription")
            .hint("name that one with `-s`")),
    }
}

/// The rules that are decided on the sample estate and aren't any more without these reads, and those whose facts need one
/// of them.
fn unknown_without(lacking: &[ReadKind], library: &Library) -> Result<Vec<String>, Failure> {
    if lacking.is_empty() {
        return Ok(vec![]);
    }
    let sample = SnapshotReader::new(DEMO)?.read()?;
    let mut worse = sample.clone();
    for (key, seen) in &mut worse.observations {
        if recognise(key).is_some_and(|(read, _)| lacking.contains(&read)) {
            seen.outcome = Outcome::Denied;
            seen.body = None;
        }
    }
    let (before, after) = (undecided(&sample, library)?, undecided(&worse, library)?);
    let mut rules: BTreeSet<String> =
        after.difference(&before).map(|pair| pair.0.clone()).collect();
    let bare = ReadPlan::for_facts([]);
    for rule in library.rules() {
        let plan = ReadPlan::for_facts(rule.facts());
        let needs = |read: &ReadKind| plan.wants(*read) && !bare.wants(*read);
        if lacking.iter().any(needs) {
            rules.insert(rule.id.clone());
        }
    }
    Ok(rules.into_iter().collect())
}

/// What can't be decided in an estate: rule and subject.
fn undecided(
    snapshot: &Snapshot,
    library: &Library,
) -> Result<BTreeSet<(String, String)>, Failure> {
    let source = SourceInfo { kind: snapshot.header.source, inputs: vec![] };
    let estate = estate::build(snapshot);
    let now = snapshot.header.taken_at;
    let audit = audit::audit(&estate, library, &Policy::default(), source, now)?;
    let findings = audit.report.findings.into_iter();
    Ok(findings
        .filter(|finding| finding.status == Status::Unknown)
        .map(|finding| (finding.rule, finding.subject.id.clone()))
        .collect())
}

fn text(answer: &PermissionList) -> Harmless {
    let mut text = Harmless::new();
    text.lines("The least role, for `az role definition create --role-definition @role.json`:\n\n");
    text.lines(Harmless::json(&answer.role).as_str());
    for one in &answer.subscriptions {
        let name = one.name.as_deref().unwrap_or(&one.subscription);
        text.line("");
        text.line(format_args!("Subscription {name} ({})", one.subscription));
        for tried in &one.permissions {
            let code = tried.code.as_deref().map(|code| format!("  ({code})"));
            text.line(format_args!(
                "  {:<9}  {}{}",
                tried.result.label(),
                tried.permission,
                code.unwrap_or_default()
            ));
        }
        match &one.rules_unknown[..] {
            [] => text.line("  no rule would be unknown for lack of a permission that was tried"),
            rules => text.line(format_args!("  would be unknown: {}", rules.join(", "))),
        }
    }
    text
}

fn decide(answer: &PermissionList, cut_short: bool) -> Exit {
    let tried = || answer.subscriptions.iter().flat_map(|one| &one.permissions);
    let number = |access| tried().filter(|one| one.result == access).count();
    let (denied, failed) = (number(Access::Denied), number(Access::Failed));
    if denied + failed > 0 || cut_short {
        note(&format!("{} denied, {failed} failed", count(denied, "permission")));
        return Exit::Undecided;
    }
    Exit::Passed
}
