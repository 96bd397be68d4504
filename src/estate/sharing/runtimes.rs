//! The runtimes that a project has used, by the containers that they make in its thread store. Each container's name begins
//! with the project's internal id. Names: Microsoft Learn, "Use your own resources", 2026-08-21.

use super::foreign::same_guid;

/// What only the Responses runtime makes, at a project's first call.
const RESPONSES: &[&str] = &["-agent-definitions-v1", "-run-state-v1"];

/// The containers of one project, by the runtime that needs them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::estate) struct RuntimeContainers {
    /// Those of the Responses runtime.
    pub(in crate::estate) responses: Vec<String>,
    /// All others: classic agents made them, and the Responses runtime uses them too.
    pub(in crate::estate) classic: Vec<String>,
}

impl RuntimeContainers {
    /// Those of `names` that begin with a project's internal id.
    pub(in crate::estate) fn of_project(internal_id: &str, names: &[String]) -> Self {
        let mut own = Self::default();
        for name in names.iter().filter(|name| belongs_to(name, internal_id)) {
            let is_new = RESPONSES.iter().any(|end| name.to_lowercase().ends_with(end));
            match is_new {
                true => own.responses.push(name.clone()),
                false => own.classic.push(name.clone()),
            }
        }
        own
    }
}

/// A project's id comes with dashes or without.
fn belongs_to(container: &str, internal_id: &str) -> bool {
    const LENGTHS: [usize; 2] = [36, 32];
    LENGTHS.iter().any(|length| {
        let start = container.get(..*length).filter(|_| container[*length..].starts_with('-'));
        start.is_some_and(|start| same_guid(internal_id, start))
    })
}

#[cfg(test)]
mod tests {
    use super::RuntimeContainers;

    #[test]
    fn containers_show_the_runtimes_of_their_own_project_only() {
        let own = "0f0e0d0c-0b0a-0908-0706-050403020100";
        let other = "1f0e0d0c-0b0a-0908-0706-050403020100";
        let names = [
            format!("{own}-thread-message-store"),
            format!("{own}-Run-State-V1"),
            format!("{other}-agent-definitions-v1"),
            "run-state-v1".to_owned(),
        ];
        let id = own.replace('-', "").to_uppercase();
        let found = RuntimeContainers::of_project(&id, &names);
        assert_eq!(found.classic, [names[0].clone()]);
        assert_eq!(found.responses, [names[1].clone()]);
        assert_eq!(RuntimeContainers::of_project("", &names), RuntimeContainers::default());
    }
}
