//! Files that use each other in a circle can only be understood, tested and moved together. A use is a path: that a method is
//! called says nothing about the file that it is in.

use super::source::{File, Place, files};
use std::collections::{BTreeMap, BTreeSet};

/// What a name means in a module. One name may be a module and a function.
enum Meaning {
    /// Defined in the file of that number.
    Item(usize),
    Module(Vec<String>),
    /// Imported: the path, as it is written.
    Import(Vec<String>),
}

/// Where a path leads.
enum Found {
    File(usize),
    Module(Vec<String>),
}

/// All names of all modules.
struct Names<'a> {
    files: &'a [File],
    modules: BTreeMap<Vec<String>, BTreeMap<String, Vec<Meaning>>>,
}

impl<'a> Names<'a> {
    fn new(files: &'a [File]) -> Self {
        let mut names = Self { files, modules: BTreeMap::new() };
        for (number, file) in files.iter().enumerate() {
            if let Some((name, parent)) = file.module.split_last() {
                names.add(parent, name, Meaning::Module(file.module.clone()));
            }
            for (module, name) in &file.defines {
                names.add(module, name, Meaning::Item(number));
                if let Some((inner, parent)) = module.split_last()
                    && *module != file.module
                {
                    names.add(parent, inner, Meaning::Module(module.clone()));
                }
            }
            for one in &file.mentions {
                if let Some(alias) = &one.alias {
                    names.add(&one.module, alias, Meaning::Import(one.path.clone()));
                }
            }
        }
        names
    }

    fn add(&mut self, module: &[String], name: &str, meaning: Meaning) {
        let module = self.modules.entry(module.to_vec()).or_default();
        module.entry(name.to_owned()).or_default().push(meaning);
    }

    /// Follows a path from a module, through re-exports, to the file that defines what it names. `None`: not of this crate.
    fn find(&self, from: &[String], path: &[String], steps: usize) -> Option<Found> {
        let (first, rest) = path.split_first()?;
        let steps = steps.checked_sub(1)?;
        match first.as_str() {
            "crate" => self.below(&[], rest, steps),
            "self" => self.below(from, rest, steps),
            "super" => self.below(from.split_last()?.1, rest, steps),
            _ => self.below(from, path, steps),
        }
    }

    /// The same with a path that begins in the module.
    fn below(&self, module: &[String], path: &[String], steps: usize) -> Option<Found> {
        let Some((first, rest)) = path.split_first() else {
            return Some(Found::Module(module.to_vec()));
        };
        if first == "super" || first == "self" {
            return self.find(module, path, steps);
        }
        let meanings = self.modules.get(module)?.get(first)?;
        let found = meanings.iter().filter_map(|meaning| match meaning {
            Meaning::Item(file) => Some(Found::File(*file)),
            Meaning::Module(module) => Some(Found::Module(module.clone())),
            // An import of the name itself, such as `use time::time`, leads outside.
            Meaning::Import(path) if path.first() == Some(first) && path.len() == 1 => None,
            Meaning::Import(path) => self.find(module, path, steps),
        });
        let found: Vec<Found> = found.collect();
        let inner = found.iter().find_map(|one| match one {
            Found::Module(module) if !rest.is_empty() => Some(module),
            Found::Module(_) | Found::File(_) => None,
        });
        if let Some(inner) = inner {
            return self.below(inner, rest, steps);
        }
        let is_item = |one: &Found| matches!(one, Found::File(_));
        let item = found.iter().position(is_item).unwrap_or_default();
        found.into_iter().nth(item)
    }

    /// The files that a file uses, each with a path by which it does. To hand a name on is not to use it.
    fn used_by(&self, number: usize) -> BTreeMap<usize, String> {
        let mut used = BTreeMap::new();
        for one in &self.files[number].mentions {
            match self.find(&one.module, &one.path, 12) {
                Some(Found::File(other)) if other != number && one.place != Place::Export => {
                    used.entry(other).or_insert_with(|| one.path.join("::"));
                }
                Some(Found::Module(module)) if one.alias.as_deref() == Some("*") => panic!(
                    "{}: a glob of {} hides what is used",
                    self.files[number].name,
                    module.join("::")
                ),
                Some(Found::File(_) | Found::Module(_)) | None => {}
            }
        }
        used
    }
}

/// Which file uses which, and by which path.
type Graph = Vec<BTreeMap<usize, String>>;

fn graph(files: &[File]) -> Graph {
    let names = Names::new(files);
    (0..files.len()).map(|file| names.used_by(file)).collect()
}

/// All that a file leads to.
fn reach(graph: &Graph, from: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut next = vec![from];
    while let Some(file) = next.pop() {
        next.extend(graph[file].keys().filter(|other| seen.insert(**other)));
    }
    seen
}

/// The sets of files that lead to each other.
fn circles(graph: &Graph) -> BTreeSet<BTreeSet<usize>> {
    let reach: Vec<BTreeSet<usize>> = (0..graph.len()).map(|file| reach(graph, file)).collect();
    let in_one = (0..graph.len()).filter(|file| reach[*file].contains(file));
    in_one
        .map(|file| {
            let others = reach[file].iter().copied();
            others.filter(|other| reach[*other].contains(&file)).collect()
        })
        .collect()
}

/// The uses within a circle, one a line.
fn uses(files: &[File], graph: &Graph, circle: &BTreeSet<usize>) -> String {
    let mut lines = String::new();
    for file in circle {
        for (other, path) in &graph[*file] {
            if circle.contains(other) {
                let (from, to) = (&files[*file].name, &files[*other].name);
                lines += &format!("  {from} uses {to}: {path}\n");
            }
        }
    }
    lines
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let files = files();
    let graph = graph(files);
    let found: String = circles(&graph).iter().map(|circle| uses(files, &graph, circle)).collect();
    assert!(found.is_empty(), "circles:\n{found}");
}

mod made_up {
    use super::*;

    /// The circles of a made-up crate: files as module path and text.
    fn circles_of(texts: &[(&str, &str)]) -> Vec<Vec<String>> {
        let parse = |(module, text): &(&str, &str)| {
            let path: Vec<&str> = module.split("::").filter(|part| !part.is_empty()).collect();
            File::parse(module, &path, text)
        };
        let files: Vec<File> = texts.iter().map(parse).collect();
        let name = |file: usize| files[file].name.clone();
        let circles = circles(&graph(&files)).into_iter();
        circles.map(|circle| circle.into_iter().map(name).collect()).collect()
    }

    #[test]
    fn two_that_use_each_other_are_a_circle() {
        for (one, two) in [
            ("use super::b::B; pub struct A(B);", "use super::a::A; pub struct B(A);"),
            ("pub struct A(super::b::B);", "pub struct B; fn f() { crate::m::a::A::new(); }"),
            ("pub struct A; fn g() { assert!(super::b::yes()); }", "pub fn yes(a: super::A) {}"),
            (
                "pub struct A; #[cfg(test)] mod tests {} fn g() { super::b::yes() }",
                "pub fn yes(a: super::A) {}",
            ),
        ] {
            let texts = [("m", "mod a; mod b; pub use a::A;"), ("m::a", one), ("m::b", two)];
            assert_eq!(circles_of(&texts), [["m::a", "m::b"].map(str::to_owned)], "{one}");
        }
    }

    #[test]
    fn a_parent_with_logic_is_one_with_its_children() {
        let texts = [
            ("m", "mod a; pub use a::A; pub fn help() { A::new(); }"),
            ("m::a", "pub struct A; fn f() { super::help(); }"),
        ];
        assert_eq!(circles_of(&texts), [["m", "m::a"].map(str::to_owned)]);
    }

    #[test]
    fn what_a_parent_hands_on_is_no_use_of_it() {
        let texts = [
            ("m", "mod a; mod b; pub use a::A; pub(crate) use b::{B, b};"),
            ("m::a", "use super::B; pub struct A(B);"),
            ("m::b", "pub struct B; pub fn b() {}"),
        ];
        assert_eq!(circles_of(&texts), [[""; 0]; 0]);
    }

    #[test]
    fn tests_may_use_what_they_like() {
        let texts = [
            ("m", "mod a; mod b;"),
            ("m::a", "pub struct A; #[cfg(test)] mod tests { use super::super::b::B; }"),
            ("m::b", "pub struct B(super::a::A);"),
        ];
        assert_eq!(circles_of(&texts), [[""; 0]; 0]);
    }
}
