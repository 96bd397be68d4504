//! The program's code, parsed: each file without its test modules, and what it names. A search through the text would take
//! comments and strings for code, miss `use std::{fs, io}`, and not know where a test module ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use syn::visit::{self, Visit};
use syn::{Attribute, Item, Meta, UseTree, Visibility};

/// Where a name is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Imported for the file itself.
    Import,
    /// Handed on to others, by a `use` with a visibility.
    Export,
    /// In an item, an expression, a macro or an attribute.
    Code,
}

/// A path that a file names, as it is written.
#[derive(Clone, Debug)]
pub(crate) struct Mention {
    /// The module it is written in.
    pub(crate) module: Vec<String>,
    pub(crate) path: Vec<String>,
    /// The name that an import gives it.
    pub(crate) alias: Option<String>,
    pub(crate) place: Place,
}

impl Mention {
    /// The path from the crate's root; none if it isn't written from there.
    pub(crate) fn from_root(&self) -> Option<Vec<String>> {
        let mut base = match self.path.first()?.as_str() {
            "crate" => vec![],
            "self" | "super" => self.module.clone(),
            _ => return None,
        };
        let ups = self.path.iter().take_while(|part| is_relative(part));
        for part in ups {
            if part == "super" {
                base.pop();
            }
        }
        let rest = self.path.iter().skip_while(|part| is_relative(part));
        base.extend(rest.cloned());
        Some(base)
    }

    /// True if the words, such as `std::fs`, are part of the path.
    pub(crate) fn has(&self, words: &str) -> bool {
        let words: Vec<&str> = words.split("::").collect();
        self.path.windows(words.len()).any(|part| part == words)
    }
}

fn is_relative(part: &str) -> bool {
    matches!(part, "crate" | "self" | "super")
}

/// A source file without its tests.
pub(crate) struct File {
    /// Its path below `src`.
    pub(crate) name: String,
    pub(crate) module: Vec<String>,
    /// What it defines: module and name.
    pub(crate) defines: Vec<(Vec<String>, String)>,
    pub(crate) mentions: Vec<Mention>,
    /// Names of the methods that it calls.
    pub(crate) calls: Vec<String>,
    /// Modules in files of their own, and whether they are tests.
    children: Vec<(Vec<String>, bool)>,
}

impl File {
    pub(crate) fn parse(name: &str, module: &[&str], text: &str) -> Self {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{name}: {error}"));
        let module: Vec<String> = module.iter().map(ToString::to_string).collect();
        let mut reader = Reader {
            module: module.clone(),
            depth: 0,
            file: Self {
                name: name.to_owned(),
                module,
                defines: vec![],
                mentions: vec![],
                calls: vec![],
                children: vec![],
            },
        };
        reader.visit_file(&parsed);
        reader.file
    }
}

/// The files of the program, in the order of their declaration.
pub(crate) fn files() -> &'static [File] {
    &all().0
}

/// The files of the program, and the modules that are tests, as paths without their ending.
fn all() -> &'static (Vec<File>, Vec<String>) {
    static ALL: OnceLock<(Vec<File>, Vec<String>)> = OnceLock::new();
    ALL.get_or_init(|| {
        let (mut files, mut tests) = (Vec::new(), Vec::new());
        read("lib.rs", &[], &mut files, &mut tests);
        read("main.rs", &["main"], &mut files, &mut tests);
        (files, tests)
    })
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn read(name: &str, module: &[&str], files: &mut Vec<File>, tests: &mut Vec<String>) {
    let text = fs::read_to_string(root().join(name));
    let text = text.unwrap_or_else(|error| panic!("{name}: {error}"));
    let file = File::parse(name, module, &text);
    let children = file.children.clone();
    files.push(file);
    for (child, test) in children {
        let stem = child.join("/");
        if test {
            tests.push(stem);
            continue;
        }
        let flat = format!("{stem}.rs");
        let name = if root().join(&flat).exists() { flat } else { format!("{stem}/mod.rs") };
        let child: Vec<&str> = child.iter().map(String::as_str).collect();
        read(&name, &child, files, tests);
    }
}

/// True for what is compiled for tests only.
fn is_test(attributes: &[Attribute]) -> bool {
    attributes.iter().any(|attribute| match &attribute.meta {
        Meta::List(list) => list.path.is_ident("cfg") && list.tokens.to_string() == "test",
        Meta::Path(_) | Meta::NameValue(_) => false,
    })
}

/// Gathers what a file names.
struct Reader {
    module: Vec<String>,
    /// How many bodies the reader is in: what is defined there isn't an item of the module.
    depth: usize,
    file: File,
}

impl Reader {
    fn mention(&mut self, path: Vec<String>, alias: Option<String>, place: Place) {
        self.file.mentions.push(Mention { module: self.module.clone(), path, alias, place });
    }

    fn import(&mut self, tree: &UseTree, before: &[String], place: Place) {
        let with = |name: &syn::Ident| [before, &[name.to_string()]].concat();
        match tree {
            UseTree::Path(path) => self.import(&path.tree, &with(&path.ident), place),
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.import(tree, before, place);
                }
            }
            UseTree::Name(name) if name.ident == "self" => {
                self.mention(before.to_vec(), before.last().cloned(), place);
            }
            UseTree::Name(name) => {
                self.mention(with(&name.ident), Some(name.ident.to_string()), place);
            }
            UseTree::Rename(rename) => {
                self.mention(with(&rename.ident), Some(rename.rename.to_string()), place);
            }
            // Of an enum: its variants. Of a module it would hide what is used; the test on circles refuses that.
            UseTree::Glob(_) => self.mention(before.to_vec(), Some("*".to_owned()), place),
        }
    }

    /// What stands in a macro or an attribute isn't parsed: all that looks like a path, and what follows a dot.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        use proc_macro2::TokenTree;
        let mut path: Vec<String> = vec![];
        let (mut colons, mut dot) = (0, false);
        for token in tokens {
            match token {
                TokenTree::Ident(ident) if dot => self.file.calls.push(ident.to_string()),
                TokenTree::Ident(ident) => {
                    if colons != 2 && !path.is_empty() {
                        self.mention(std::mem::take(&mut path), None, Place::Code);
                    }
                    path.push(ident.to_string());
                }
                TokenTree::Punct(punct) if punct.as_char() == ':' => {
                    colons += 1;
                    continue;
                }
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Literal(_) => {}
                TokenTree::Punct(punct) => {
                    dot = punct.as_char() == '.';
                    self.mention(std::mem::take(&mut path), None, Place::Code);
                    continue;
                }
            }
            (colons, dot) = (0, false);
        }
        self.mention(path, None, Place::Code);
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item(&mut self, item: &'ast Item) {
        if let (Some(name), 0) = (defined(item), self.depth) {
            self.file.defines.push((self.module.clone(), name));
        }
        visit::visit_item(self, item);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let module = [&self.module[..], &[item.ident.to_string()]].concat();
        match &item.content {
            None => self.file.children.push((module, is_test(&item.attrs))),
            Some(_) if is_test(&item.attrs) => {}
            Some((_, items)) => {
                let outer = std::mem::replace(&mut self.module, module);
                for item in items {
                    self.visit_item(item);
                }
                self.module = outer;
            }
        }
    }

    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let place = match item.vis {
            Visibility::Inherited => Place::Import,
            Visibility::Public(_) | Visibility::Restricted(_) => Place::Export,
        };
        self.import(&item.tree, &[], place);
    }

    fn visit_block(&mut self, block: &'ast syn::Block) {
        self.depth += 1;
        visit::visit_block(self, block);
        self.depth -= 1;
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let parts = path.segments.iter().map(|part| part.ident.to_string());
        self.mention(parts.collect(), None, Place::Code);
        visit::visit_path(self, path);
    }

    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        self.file.calls.push(call.method.to_string());
        visit::visit_expr_method_call(self, call);
    }

    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        visit::visit_macro(self, called);
        self.tokens(called.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast Attribute) {
        if let Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }

    /// `pub(super)` uses nothing.
    fn visit_visibility(&mut self, _: &'ast Visibility) {}
}

/// The name that an item gives to the module.
fn defined(item: &Item) -> Option<String> {
    let name = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        _ => return None,
    };
    Some(name.to_string())
}

/// Source files that no declaration leads to, neither of the program nor of its tests.
#[test]
fn every_file_is_declared() {
    let (files, tests) = all();
    let mut found = Vec::new();
    on_disk(&root(), &mut found);
    assert!(found.len() > 200, "only {} files", found.len());
    found.retain(|name| {
        let read = files.iter().any(|file| file.name == *name);
        let below = |stem: &String| {
            let rest = name.strip_prefix(stem.as_str());
            rest.is_some_and(|rest| rest == ".rs" || rest.starts_with('/'))
        };
        !read && !tests.iter().any(below)
    });
    assert_eq!(found, [""; 0]);
}

fn on_disk(directory: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            on_disk(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let name = path.strip_prefix(root()).unwrap();
            found.push(name.to_str().unwrap().replace('\\', "/"));
        }
    }
}
