//! Declared workloads as a user meets them: accounts that can't be found end the run, but only if every list that could
//! hold them was read; and nobody's guess is taken for a declaration.

use crate::process::{Run, command, finish};
use crate::world::path;
use serde_json::Value as Json;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// 2026-11-23, when the estate was taken.
const NOW: &str = "1795420800";
const ACCOUNTS: &str = "/providers/microsoft.cognitiveservices/accounts";
const PRIMARY: &str = "adventure-agents";
const STANDBY: &str = "adventure-agents-gwc";

fn workload(primary: &str, standby: &str) -> String {
    format!(
        "[[workload]]\nname = 'travel'\nprimary = '{primary}'\nstandby = '{standby}'\nstrategy = 'hot-warm'\n"
    )
}

const NONE: &str =
    "[[workload]]\nname = 'travel'\nprimary = 'adventure-agents'\nstrategy = 'none'\n";
const WAIVER: &str = "[[waiver]]\nrule = 'FDR-MRG-001'\nsubject = 'workload:travel'\nreason = 'agents are made again by hand'\nowner = 'Ada'\nexpires = 2027-06-30\n";

/// The id of an account of the estate.
fn id(group: &str, name: &str) -> String {
    format!(
        "/subscriptions/2e610000-0000-4000-8000-000000000001/resourceGroups/{group}/providers/Microsoft.CognitiveServices/accounts/{name}"
    )
}

/// Nothing of the estate is changed.
fn as_it_is(_: &mut Json) {}

/// The list of accounts can't be read.
fn denied(read: &mut Json) {
    read["outcome"] = "Denied".into();
    read["body"] = Json::Null;
}

/// The list of accounts lost the standby.
fn cut(read: &mut Json) {
    read["outcome"] = "Truncated".into();
    read["body"]["value"].as_array_mut().unwrap().truncate(1);
}

/// Both accounts have one name.
fn alike(read: &mut Json) {
    read["body"]["value"][1]["id"] = id("rg-agents-gwc", "Adventure-Agents").into();
    read["body"]["value"][1]["name"] = "Adventure-Agents".into();
}

/// `two-regions` with its list of accounts changed.
fn estate(directory: &Path, change: fn(&mut Json)) -> String {
    let text = fs::read_to_string(path("two-regions")).unwrap();
    let lines = text.lines().map(|line| {
        let mut read: Json = serde_json::from_str(line).unwrap();
        if read["key"].as_str().is_some_and(|key| key.ends_with(ACCOUNTS)) {
            change(&mut read);
        }
        read.to_string() + "\n"
    });
    let file = directory.join("estate.jsonl");
    fs::write(&file, lines.collect::<String>()).unwrap();
    file.display().to_string()
}

/// Audits the estate under a config.
fn audit(config: &str, change: fn(&mut Json), more: &[&str]) -> Run {
    let desk = TempDir::new().unwrap();
    fs::write(desk.path().join("foundry-dr.toml"), config).unwrap();
    let estate = estate(desk.path(), change);
    let args = ["audit", "-i", &estate, "-o", "json"];
    let mut command = command(&[&args, more].concat());
    command.current_dir(desk.path()).env("SOURCE_DATE_EPOCH", NOW);
    finish(command)
}

/// Statuses and message of a rule on a workload.
fn found(run: &Run, rule: &str, workload: &str) -> (String, String) {
    let report: Json =
        serde_json::from_str(&run.stdout).unwrap_or_else(|error| panic!("{error}: {}", run.stderr));
    let subject = format!("workload:{workload}");
    let findings = report["findings"].as_array().unwrap().iter();
    let of: Vec<_> =
        findings.filter(|f| f["rule"] == rule && f["subject"]["id"] == *subject).collect();
    assert_eq!(of.len(), 1, "{rule} on {subject}");
    let text = |field: &str| of[0][field].as_str().unwrap().to_owned();
    (text("status"), text("message"))
}

/// The pair rules that always have something to say about a declared standby.
const PAIR: [&str; 4] = ["FDR-MRG-001", "FDR-MRG-006", "FDR-MRG-012", "FDR-MDL-002"];

#[test]
fn an_account_that_is_nowhere_ends_the_run_with_the_nearest_name() {
    let run = audit(&workload("adventure-agnets", "zzz"), as_it_is, &[]);
    assert_eq!((run.code, run.stdout.as_str()), (2, ""));
    for line in [
        "2 accounts of the config can't be found",
        "foundry-dr.toml:1: primary `adventure-agnets` of workload `travel`: no Foundry account has this name",
        "hint: did you mean `adventure-agents`?",
        "foundry-dr.toml:1: standby `zzz` of workload `travel`: no Foundry account has this name",
        "hint: there are: adventure-agents, adventure-agents-gwc",
    ] {
        assert!(run.stderr.contains(line), "{line}: {}", run.stderr);
    }
}

#[test]
fn an_id_in_a_subscription_that_was_read_must_be_there() {
    let wrong = id("rg-agents", "adventure-agents-gwc");
    let run = audit(&workload(PRIMARY, &wrong), as_it_is, &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    // Another subscription isn't in the run: nobody can say what is there.
    let elsewhere = id("rg-agents", "x").replace("2e610000", "2e619999");
    let run = audit(&workload(PRIMARY, &elsewhere), as_it_is, &[]);
    for rule in PAIR {
        assert_eq!(found(&run, rule, "travel").0, "unknown", "{rule}");
    }
    assert_eq!(run.code, 0, "nothing critical is open: {}", run.stderr);
}

#[test]
fn names_and_ids_are_found_in_any_case() {
    let standby = id("rg-agents-gwc", STANDBY).to_uppercase();
    let run = audit(&workload("Adventure-AGENTS", &standby), as_it_is, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "travel").0, "pass");
}

#[test]
fn a_name_that_two_accounts_have_names_none() {
    let config = NONE;
    let run = audit(config, alike, &[]);
    assert_eq!(run.code, 2, "{}", run.stderr);
    for words in [
        "several Foundry accounts have this name",
        &id("rg-agents", "adventure-agents"),
        &id("rg-agents-gwc", "Adventure-Agents"),
    ] {
        assert!(run.stderr.contains(words), "{words}: {}", run.stderr);
    }
    let by_id = workload(&id("rg-agents", PRIMARY), &id("rg-agents-gwc", "adventure-agents"));
    let run = audit(&by_id, alike, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "travel").0, "pass");
}

#[test]
fn with_a_lost_list_an_account_is_unknown_and_no_mistake() {
    for (change, standby) in [
        (denied as fn(&mut Json), STANDBY),
        (cut, STANDBY),
        (cut, &id("rg-agents-gwc", STANDBY)),
        // It may be behind the cut, misspelt as it looks.
        (cut, "adventure-agents-gcw"),
    ] {
        let run = audit(&workload(PRIMARY, standby), change, &[]);
        assert_ne!(run.code, 2, "{}", run.stderr);
        for rule in PAIR {
            assert_eq!(found(&run, rule, "travel").0, "unknown", "{rule} {standby}");
        }
    }
}

/// A third account has the name of the standby.
fn namesake(read: &mut Json) {
    let list = read["body"]["value"].as_array_mut().unwrap();
    let mut third = list[1].clone();
    third["id"] = id("rg-old", STANDBY).into();
    list.push(third);
}

/// The same, and the list is cut before it.
fn hidden_namesake(read: &mut Json) {
    read["outcome"] = "Truncated".into();
}

#[test]
fn a_name_is_one_accounts_only_if_every_list_was_read() {
    let by_name = workload(PRIMARY, STANDBY);
    assert_eq!(audit(&by_name, namesake, &[]).code, 2);
    // What the cut hides may be the namesake: a loss must not turn that mistake into a pass.
    let run = audit(&by_name, hidden_namesake, &[]);
    for rule in PAIR {
        assert_eq!(found(&run, rule, "travel").0, "unknown", "{rule}");
    }
    let by_id = workload(&id("rg-agents", PRIMARY), &id("rg-agents-gwc", STANDBY));
    let run = audit(&by_id, hidden_namesake, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "travel").0, "pass");
}

#[test]
fn an_account_elsewhere_is_a_candidate_and_never_a_standby() {
    let run = audit("", as_it_is, &[]);
    for (primary, other) in [
        (PRIMARY, "adventure-agents-gwc in germanywestcentral"),
        (STANDBY, "adventure-agents in swedencentral"),
    ] {
        let name = format!("~{primary}");
        let (status, message) = found(&run, "FDR-MRG-001", &name);
        assert_eq!(status, "manual");
        assert!(message.contains(other), "{message}");
        for rule in ["FDR-MDL-002", "FDR-MRG-002", "FDR-MRG-006", "FDR-MRG-012", "FDR-MDL-003"] {
            assert_eq!(found(&run, rule, &name).0, "not_applicable", "{rule}");
        }
    }
}

#[test]
fn without_an_account_elsewhere_there_is_no_standby() {
    fn alone(read: &mut Json) {
        read["body"]["value"].as_array_mut().unwrap().truncate(1);
    }
    let (status, message) = found(&audit("", alone, &[]), "FDR-MRG-001", "~adventure-agents");
    assert_eq!(status, "fail", "{message}");
    // An account in the same region is no candidate either.
    fn together(read: &mut Json) {
        read["body"]["value"][1]["location"] = "swedencentral".into();
    }
    let run = audit("", together, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "~adventure-agents").0, "fail");
    // Behind a cut there may be one.
    let run = audit("", cut, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "~adventure-agents").0, "unknown");
}

#[test]
fn a_standby_in_the_same_region_or_not_ready_is_none() {
    fn together(read: &mut Json) {
        read["body"]["value"][1]["location"] = "swedencentral".into();
    }
    fn creating(read: &mut Json) {
        read["body"]["value"][1]["properties"]["provisioningState"] = "Creating".into();
    }
    for change in [together as fn(&mut Json), creating] {
        let run = audit(&workload(PRIMARY, STANDBY), change, &[]);
        assert_eq!(found(&run, "FDR-MRG-001", "travel").0, "fail");
    }
    // The same account by name and by id: the config can't know, the estate does.
    let itself = workload(PRIMARY, &id("rg-agents", PRIMARY));
    let run = audit(&itself, as_it_is, &[]);
    assert_eq!(found(&run, "FDR-MRG-001", "travel").0, "fail");
}

#[test]
fn no_standby_by_decision_needs_a_signature() {
    let high = ["--fail-on", "high", "--rule", "FDR-MRG-001"];
    let bare = audit(NONE, as_it_is, &high);
    assert_eq!(bare.code, 1, "{}", bare.stderr);
    assert_eq!(found(&bare, "FDR-MRG-001", "travel").0, "fail");
    let signed = audit(&format!("{NONE}{WAIVER}"), as_it_is, &high);
    assert_eq!(found(&signed, "FDR-MRG-001", "travel").0, "waived");
    let late = WAIVER.replace("2027-06-30", "2026-11-22");
    let late = audit(&format!("{NONE}{late}"), as_it_is, &high);
    assert_eq!(found(&late, "FDR-MRG-001", "travel").0, "fail");
    assert_eq!(late.code, 1);
}

#[test]
fn a_declaration_covers_its_accounts_and_no_others() {
    let both = audit(&workload(PRIMARY, STANDBY), as_it_is, &[]).stdout;
    assert!(!both.contains("workload:~"), "both are declared");
    let one = audit(NONE, as_it_is, &[]);
    let standby = format!("~{STANDBY}");
    assert_eq!(found(&one, "FDR-MRG-001", &standby).0, "manual");
    assert!(!one.stdout.contains("\"workload:~adventure-agents\""));
}

/// TOML as an editor hands it to a JSON Schema: dates are texts.
fn as_json(value: &toml::Value) -> Json {
    match value {
        toml::Value::String(text) => text.as_str().into(),
        toml::Value::Integer(number) => (*number).into(),
        toml::Value::Float(number) => (*number).into(),
        toml::Value::Boolean(flag) => (*flag).into(),
        toml::Value::Datetime(day) => day.to_string().into(),
        toml::Value::Array(list) => list.iter().map(as_json).collect(),
        toml::Value::Table(table) => {
            let pairs = table.iter().map(|(key, value)| (key.clone(), as_json(value)));
            Json::Object(pairs.collect())
        }
    }
}

#[test]
fn the_schema_of_the_config_knows_the_samples_and_nothing_else() {
    let printed = finish(command(&["schema", "config"]));
    let schema: Json = serde_json::from_str(&printed.stdout).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mistakes = |text: &str| -> Vec<String> {
        let table: toml::Table = text.parse().unwrap();
        let json = as_json(&toml::Value::Table(table));
        let errors = validator.iter_errors(&json);
        errors.map(|error| error.to_string()).collect()
    };
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for name in ["foundry-dr.toml", "estates/two-regions.toml"] {
        let text = fs::read_to_string(examples.join(name)).unwrap();
        assert_eq!(mistakes(&text), [""; 0], "{name}");
        assert_eq!(mistakes(&format!("zone = 1\n{text}")).len(), 1, "{name}");
    }
    assert_eq!(mistakes(&format!("{NONE}{WAIVER}")), [""; 0]);
    let right = workload(PRIMARY, STANDBY);
    assert_eq!(mistakes(&right), [""; 0]);
    for (from, to) in [
        ("name =", "nmae ="),
        ("'travel'", "'~travel'"),
        ("'hot-warm'", "'hot-wram'"),
        ("strategy = 'hot-warm'", ""),
        ("primary =", "first ="),
        ("[[workload]]", "[workload]"),
        ("[[workload]]", "[[workload]]\nprojects = 'tours'"),
    ] {
        assert_ne!(mistakes(&right.replace(from, to)), [""; 0], "{to}");
    }
}
