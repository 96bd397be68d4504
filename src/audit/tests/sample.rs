//! A small estate with judgements, made by hand for tests: two accounts that share a store, a denied listing of connections,
//! and denied locks in a second subscription.

use crate::audit::{Audit, Judged, Policy, SelectError, SourceInfo, assemble};
use crate::catalogue::catalogue;
use crate::condition::Reason;
use crate::estate::{Estate, Gap, Link, LinkTarget, Links, Node, Presence, Read, Subject};
use crate::model::{
    Fact, Kind, LinkRole, Provenance, ReadId, Region, ResourceId, Severity, StoreRole, Value, Why,
};
use crate::rule::{Class, Judgement, Remedy, Rule, RuleVerdict};
use crate::snapshot::{Outcome, ScopeEntry, SourceKind};
use time::OffsetDateTime;
use time::macros::datetime;

pub(crate) const NOW: OffsetDateTime = datetime!(2026-11-23 08:00 UTC);
pub(crate) const S1: &str = "/subscriptions/11111111-1111-1111-1111-111111111111";
pub(crate) const S2: &str = "/subscriptions/22222222-2222-2222-2222-222222222222";

/// An id of a top-level resource.
pub(crate) fn id(subscription: &str, group: &str, ty: &str, name: &str) -> ResourceId {
    ResourceId::new(&format!("{subscription}/resourceGroups/{group}/providers/{ty}/{name}"))
}

pub(crate) fn account(subscription: &str, group: &str, name: &str) -> ResourceId {
    id(subscription, group, "Microsoft.CognitiveServices/accounts", name)
}

/// A subject with some known facts, all from the first read; the others were denied by the third.
pub(crate) fn subject(kind: Kind, id: ResourceId, known: &[(&str, Value)]) -> Subject {
    let facts = catalogue().facts(kind).iter().map(|spec| {
        match known.iter().find(|(name, _)| *name == spec.name) {
            Some((_, value)) => Fact::Known(value.clone(), Provenance::One(ReadId(0))),
            None => Fact::Missing(Why::Denied, Provenance::One(ReadId(2))),
        }
    });
    Subject::new(kind, id, Presence::Found, facts.collect())
}

/// A placeholder for what the listing at this path may have held.
pub(crate) fn placeholder(kind: Kind, listing: &str, read: u32) -> Subject {
    let from = Provenance::One(ReadId(read));
    let facts = catalogue().facts(kind).iter();
    let facts = facts.map(|_| Fact::Missing(Why::Denied, from.clone()));
    Subject::new(
        kind,
        ResourceId::placeholder(&ResourceId::new(listing), kind),
        Presence::Placeholder(Why::Denied, from.clone()),
        facts.collect(),
    )
}

/// A rule with the parts that reports show.
pub(crate) fn rule(id: &str, kinds: &[Kind], severity: Severity, class: Class) -> Rule {
    Rule::bare(id, kinds, severity, class)
}

pub(crate) fn judgement(verdict: RuleVerdict, message: &str, facts: &[&'static str]) -> Judgement {
    let open = !matches!(verdict, RuleVerdict::Pass | RuleVerdict::NotApplicable);
    Judgement {
        part: None,
        verdict,
        message: message.into(),
        remedy: open.then(|| Remedy {
            summary: "Put a CanNotDelete lock on it. It also stops planned deletions".into(),
            azcli: Some(
                "# one lock\naz lock create --name foundry-nodelete --lock-type CanNotDelete \\\n  --resource x"
                    .into(),
            ),
            ..Remedy::default()
        }),
        facts: facts.to_vec(),
        element: None,
    }
}

/// The sample's subjects, by the names that tests use.
pub(crate) struct Sample {
    pub(crate) estate: Estate,
    pub(crate) rules: Vec<Rule>,
}

const COSMOS: &str = "Microsoft.DocumentDB/databaseAccounts";
const STORAGE: &str = "Microsoft.Storage/storageAccounts";

impl Sample {
    pub(crate) fn new() -> Self {
        let (prod, test) = (account(S1, "rg-ai", "weu-prod"), account(S2, "rg-test", "weu-test"));
        let agents = prod.child("projects", "agents");
        let support = prod.child("projects", "support");
        let trial = test.child("projects", "trial");
        let denied = format!("{support}/connections");
        let mut subjects = vec![
            subject(Kind::Subscription, ResourceId::new(S1), &[]),
            subject(Kind::Subscription, ResourceId::new(S2), &[]),
            located(Kind::FoundryAccount, prod.clone(), &prod, &[]),
            located(Kind::FoundryAccount, test.clone(), &test, &[]),
            located(Kind::FoundryProject, agents.clone(), &prod, &[&agents]),
            located(Kind::FoundryProject, support.clone(), &prod, &[&support]),
            located(Kind::FoundryProject, trial.clone(), &test, &[&trial]),
            located(
                Kind::CosmosAccount,
                id(S1, "rg-data", COSMOS, "cosmos-shared"),
                &prod,
                &[&agents, &trial],
            ),
            located(
                Kind::StorageAccount,
                id(S1, "rg-data", STORAGE, "stagents"),
                &prod,
                &[&agents],
            ),
            placeholder(Kind::CosmosAccount, &denied, 1),
            placeholder(Kind::StorageAccount, &denied, 1),
        ];
        subjects.sort_by(|a, b| (a.kind, &a.id).cmp(&(b.kind, &b.id)));
        Self {
            estate: Estate {
                links: links(&[&agents, &support, &trial]),
                pairs: vec![],
                unknown_accounts: vec![],
                subjects,
                reads: reads(&denied),
                groups: vec![],
                gaps: gaps(),
                scope: vec![scope(S1, "Prod"), scope(S2, "Test")],
                other_accounts: 0,
            },
            rules: rules(),
        }
    }

    /// Judges by a table: locks fail in the first subscription and can't be read in the second.
    pub(crate) fn judgements(&self) -> Vec<(&Rule, &Subject, Judgement)> {
        let mut judgements = Vec::new();
        for subject in &self.estate.subjects {
            for rule in &self.rules {
                if rule.kinds.contains(&subject.kind) {
                    judgements.push((rule, subject, judge(rule, subject)));
                }
            }
        }
        judgements
    }

    pub(crate) fn audit(&self, policy: &Policy) -> Result<Audit, SelectError> {
        self.assemble(self.judgements(), policy)
    }

    pub(crate) fn assemble(
        &self,
        judgements: Vec<(&Rule, &Subject, Judgement)>,
        policy: &Policy,
    ) -> Result<Audit, SelectError> {
        let judged = Judged {
            estate: &self.estate,
            rules: &self.rules,
            ruleset: "0".repeat(64),
            judgements,
        };
        let source = SourceInfo { kind: SourceKind::Demo, inputs: vec![] };
        assemble(judged, policy, source, NOW)
    }
}

/// A subject in West Europe with its owners; what it binds follows from its kind.
fn located(kind: Kind, id: ResourceId, owner: &ResourceId, projects: &[&ResourceId]) -> Subject {
    let binding =
        Value::record([("role", Value::text("threads")), ("store", Value::text("cosmos-shared"))]);
    let bindings = if id.name() == "support" { vec![] } else { vec![binding] };
    let known = [
        ("region_has_zones", Value::Bool(true)),
        ("mode", Value::text("partial")),
        ("bound_stores", Value::from(bindings)),
        ("delete_locked", Value::Bool(false)),
        ("secondary_region", Value::Null),
    ];
    let known = if locks_denied(&id) { &known[..3] } else { &known[..] };
    let mut subject = subject(kind, id, known);
    subject.region = Some(Region::new("West Europe"));
    subject.projects = projects.iter().map(|&id| id.clone()).collect();
    subject.accounts = vec![owner.clone()];
    for account in subject.projects.iter().filter_map(ResourceId::account) {
        if !subject.accounts.contains(&account) {
            subject.accounts.push(account);
        }
    }
    subject.account = Some(owner.clone()).filter(|_| subject.accounts.len() == 1);
    subject
}

/// The accounts hold the projects, all but one keep their threads in one store, and one refers to another store.
fn links(projects: &[&ResourceId]) -> Links {
    let threads = id(S1, "rg-data", COSMOS, "cosmos-shared");
    let files = Node::new(Kind::StorageAccount, &id(S1, "rg-data", STORAGE, "stagents"));
    let link = |from: Node, role, to: Node| Link {
        from,
        role,
        to: LinkTarget::Resource(to, Fact::Known(true, Provenance::None)),
        through: vec![],
        evidence: Provenance::None,
    };
    let of_project = |project: &ResourceId| {
        let account = project.account().expect("an account");
        let account = Node::new(Kind::FoundryAccount, &account);
        let project = Node::new(Kind::FoundryProject, project);
        let threads = Node::new(Kind::CosmosAccount, &threads);
        let threads = link(project.clone(), LinkRole::Binds(StoreRole::Threads), threads);
        let binds = project.id.name() != "support";
        let refers = project.id.name() == "agents";
        let refers = refers.then(|| link(project.clone(), LinkRole::Store, files.clone()));
        let contains = link(account, LinkRole::Contains, project);
        [Some(contains), binds.then_some(threads), refers]
    };
    let links = projects.iter().flat_map(|project| of_project(project));
    Links::new(links.flatten().collect())
}

fn locks_denied(id: &ResourceId) -> bool {
    ResourceId::new(S2).covers(id)
}

fn rules() -> Vec<Rule> {
    use Kind::{CosmosAccount, FoundryAccount, FoundryProject, StorageAccount, Subscription};
    let lockable = [FoundryAccount, CosmosAccount, StorageAccount];
    vec![
        rule("FDR-BAK-001", &[CosmosAccount], Severity::High, Class::Check),
        rule("FDR-DEL-001", &lockable, Severity::Critical, Class::Check),
        rule("FDR-ORG-001", &[FoundryProject], Severity::Medium, Class::Attestation),
        rule("FDR-PLT-001", &[FoundryAccount], Severity::Info, Class::Statement),
        rule("FDR-REC-019", &[Subscription], Severity::Low, Class::Check),
        rule("FDR-STO-001", &[StorageAccount], Severity::Medium, Class::Check),
        rule("FDR-STO-002", &[StorageAccount], Severity::Low, Class::Check),
    ]
}

fn judge(rule: &Rule, subject: &Subject) -> Judgement {
    let unknown = |fact, why| RuleVerdict::Unknown(vec![Reason { fact, why }]);
    if let Presence::Placeholder(why, _) = &subject.presence {
        return judgement(
            unknown("delete_locked", why.clone()),
            "undecided: the read was denied",
            &["delete_locked"],
        );
    }
    let dark = locks_denied(&subject.id);
    match rule.id.as_str() {
        "FDR-DEL-001" if dark => judgement(
            unknown("delete_locked", Why::Denied),
            "undecided: delete_locked is not known, the read was denied",
            &["delete_locked"],
        ),
        "FDR-DEL-001" => judgement(RuleVerdict::Fail, "no delete lock", &["delete_locked"]),
        "FDR-BAK-001" => judgement(
            RuleVerdict::Fail,
            "backup is Periodic, so threads can't be restored to a point in time: a deleted container comes back only through a support request, if at all",
            &["continuous_backup"],
        ),
        "FDR-ORG-001" => {
            judgement(RuleVerdict::Manual, "nobody has said that the runbook was rehearsed", &[])
        }
        "FDR-PLT-001" => {
            judgement(RuleVerdict::Pass, "the platform has no failover of its own", &[])
        }
        "FDR-STO-002" => {
            judgement(RuleVerdict::NotApplicable, "the region has no pair", &["secondary_region"])
        }
        _ => judgement(RuleVerdict::Pass, "in order", &["name"]),
    }
}

fn reads(denied: &str) -> Vec<Read> {
    let read = |path: &str, outcome| Read {
        request: format!("GET {}", path.to_lowercase()),
        outcome,
        partial: false,
        read_at: NOW,
    };
    vec![
        read(&format!("{S1}/providers/Microsoft.CognitiveServices/accounts"), Outcome::Found),
        read(denied, Outcome::Denied),
        read(&format!("{S2}/providers/Microsoft.Authorization/locks"), Outcome::Denied),
    ]
}

fn gaps() -> Vec<Gap> {
    let gap = |read, permission| Gap {
        read: ReadId(read),
        why: Why::Denied,
        code: Some("AuthorizationFailed".into()),
        message: Some("The client does not have authorization".into()),
        permission: Some(permission),
    };
    vec![
        gap(1, "Microsoft.CognitiveServices/accounts/projects/connections/read"),
        gap(2, "Microsoft.Authorization/locks/read"),
    ]
}

fn scope(subscription: &str, name: &str) -> ScopeEntry {
    ScopeEntry {
        subscription: subscription["/subscriptions/".len()..].into(),
        name: Some(name.into()),
        asked: true,
        seen: true,
        read: true,
    }
}
