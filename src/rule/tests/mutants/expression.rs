//! Conditions with one mistake each. The tree of the CEL crate can't be printed, so the small part of the language that the
//! rules use is read here; anything else stops the test, which then has to learn it.

use std::iter::Peekable;
use std::str::CharIndices;

/// A part of a condition.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum SyntaxNode {
    /// `a && b`, `a || b`.
    Logic(&'static str, Box<SyntaxNode>, Box<SyntaxNode>),
    /// `a == b`, `a in b`, and so on.
    Relation(&'static str, Box<SyntaxNode>, Box<SyntaxNode>),
    /// `a + b`, `a - b`.
    Sum(&'static str, Box<SyntaxNode>, Box<SyntaxNode>),
    /// `!a`.
    Not(Box<SyntaxNode>),
    /// `f(a)` or `a.f(b)`.
    Call(Option<Box<SyntaxNode>>, String, Vec<SyntaxNode>),
    /// `a.b`.
    Field(Box<SyntaxNode>, String),
    /// `[a, b]`.
    List(Vec<SyntaxNode>),
    Text(String),
    Int(i64),
    /// A name, `true`, `false` or `null`.
    Word(String),
}

const RELATIONS: [&str; 7] = ["==", "!=", "<=", ">=", "<", ">", "in"];

/// Reads a condition.
pub(super) fn parse(text: &str) -> SyntaxNode {
    let tokens = tokens(text);
    let mut reader = ExpressionReader { tokens, at: 0 };
    let node = reader.logic("||");
    assert_eq!(reader.at, reader.tokens.len(), "not understood: {text}");
    node
}

impl SyntaxNode {
    /// The condition with one mistake, in every way.
    pub(super) fn mutants(&self) -> Vec<Self> {
        let negated = Self::Not(Box::new(self.clone()));
        let with_negated = |operator| {
            let (one, two) = (Box::new(self.clone()), Box::new(negated.clone()));
            Self::Logic(operator, one, two)
        };
        // Always true, always false: undecided where the original is, or examples of unknown would notice them.
        let mut found = vec![with_negated("||"), with_negated("&&")];
        self.collect(true, &|mutant| mutant, &mut found);
        found
    }

    /// `decides` is true where a truth value is expected; `whole` puts a mutant of this part back in its place.
    fn collect(&self, decides: bool, whole: &dyn Fn(Self) -> Self, found: &mut Vec<Self>) {
        for mutant in self.own(decides) {
            found.push(whole(mutant));
        }
        match self {
            Self::Logic(op, one, two) => {
                of_pair([one, two], true, &|one, two| whole(Self::Logic(op, one, two)), found);
            }
            Self::Relation(op, one, two) => {
                of_pair([one, two], false, &|one, two| whole(Self::Relation(op, one, two)), found);
            }
            Self::Sum(op, one, two) => {
                of_pair([one, two], false, &|one, two| whole(Self::Sum(op, one, two)), found);
            }
            // The negation of what is negated is the mutant that this one already has.
            Self::Not(one) => one.collect(false, &|it| whole(Self::Not(it.into())), found),
            Self::Call(target, name, args) => {
                if let Some(target) = target {
                    let put = |it: Self| Self::Call(Some(it.into()), name.clone(), args.clone());
                    target.collect(false, &|it| whole(put(it)), found);
                }
                let condition = is_macro(name).then_some(args.len() - 1);
                let put = |args| Self::Call(target.clone(), name.clone(), args);
                of_each(args, condition, &|args| whole(put(args)), found);
            }
            Self::Field(one, name) => {
                one.collect(false, &|it| whole(Self::Field(it.into(), name.clone())), found);
            }
            Self::List(items) => of_each(items, None, &|items| whole(Self::List(items)), found),
            Self::Text(_) | Self::Int(_) | Self::Word(_) => {}
        }
    }

    /// The mistakes that can be made at this very part.
    fn own(&self, decides: bool) -> Vec<Self> {
        let negated = || decides.then(|| Self::Not(Box::new(self.clone())));
        match self {
            Self::Logic(op, one, two) => {
                let other = if *op == "&&" { "||" } else { "&&" };
                let swapped = Self::Logic(other, one.clone(), two.clone());
                vec![(**one).clone(), (**two).clone(), swapped]
            }
            Self::Relation("in", ..) => negated().into_iter().collect(),
            Self::Relation(op, one, two) => others(op)
                .iter()
                .map(|other| Self::Relation(other, one.clone(), two.clone()))
                .collect(),
            Self::Not(one) => vec![(**one).clone()],
            Self::Call(target, name, args) => {
                let other = match name.as_str() {
                    "all" => Some("exists"),
                    "exists" => Some("all"),
                    _ => None,
                };
                let swapped =
                    other.map(|other| Self::Call(target.clone(), other.to_owned(), args.clone()));
                swapped.into_iter().chain(negated()).collect()
            }
            Self::Field(..) | Self::Word(_) => negated().into_iter().collect(),
            Self::Int(number) => vec![Self::Int(number + 1), Self::Int(number - 1)],
            Self::Text(text) => other_texts(text).into_iter().map(Self::Text).collect(),
            Self::Sum(..) | Self::List(_) => vec![],
        }
    }

    /// The condition as text, with all parentheses.
    pub(super) fn print(&self) -> String {
        let list = |nodes: &[Self]| nodes.iter().map(Self::print).collect::<Vec<_>>().join(", ");
        match self {
            Self::Logic(op, one, two) | Self::Relation(op, one, two) | Self::Sum(op, one, two) => {
                format!("({} {op} {})", one.print(), two.print())
            }
            Self::Not(one) => format!("!{}", one.print()),
            Self::Call(None, name, args) => format!("{name}({})", list(args)),
            Self::Call(Some(target), name, args) => {
                format!("{}.{name}({})", target.print(), list(args))
            }
            Self::Field(one, name) => format!("{}.{name}", one.print()),
            Self::List(items) => format!("[{}]", list(items)),
            Self::Text(text) => format!("'{text}'"),
            Self::Int(number) => number.to_string(),
            Self::Word(word) => word.clone(),
        }
    }
}

/// The mutants of either of two parts.
fn of_pair(
    [one, two]: [&SyntaxNode; 2],
    decides: bool,
    whole: &dyn Fn(Box<SyntaxNode>, Box<SyntaxNode>) -> SyntaxNode,
    found: &mut Vec<SyntaxNode>,
) {
    let boxed = |node: &SyntaxNode| Box::new(node.clone());
    one.collect(decides, &|it| whole(Box::new(it), boxed(two)), found);
    two.collect(decides, &|it| whole(boxed(one), Box::new(it)), found);
}

/// The mutants of each of some parts; the one at `condition` is expected to yield a truth value.
fn of_each(
    nodes: &[SyntaxNode],
    condition: Option<usize>,
    whole: &dyn Fn(Vec<SyntaxNode>) -> SyntaxNode,
    found: &mut Vec<SyntaxNode>,
) {
    // The first argument of a macro is its variable, and no part that could be wrong.
    for (at, node) in nodes.iter().enumerate().skip(usize::from(condition.is_some())) {
        let put = |it: SyntaxNode| {
            let mut nodes = nodes.to_vec();
            nodes[at] = it;
            whole(nodes)
        };
        node.collect(condition == Some(at), &put, found);
    }
}

fn is_macro(name: &str) -> bool {
    ["all", "exists", "exists_one", "filter"].contains(&name)
}

/// The opposite of a comparison, and the one with the other boundary.
fn others(relation: &str) -> &'static [&'static str] {
    match relation {
        "==" => &["!="],
        "!=" => &["=="],
        "<" => &["<=", ">="],
        "<=" => &["<", ">"],
        ">" => &[">=", "<="],
        ">=" => &[">", "<"],
        other => panic!("no comparison: {other}"),
    }
}

/// Another text; for a duration a little more and a little less.
fn other_texts(text: &str) -> Vec<String> {
    let unit = text.trim_start_matches(|c: char| c.is_ascii_digit());
    match text[..text.len() - unit.len()].parse::<i64>() {
        Ok(number) => vec![format!("{}{unit}", number + 1), format!("{}{unit}", number - 1)],
        Err(_) => vec![format!("{text}~")],
    }
}

/// A condition's tokens: names, numbers, operators; texts with a quote before them.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((at, first)) = chars.next() {
        let token = match first {
            ' ' | '\n' => continue,
            '\'' | '"' => {
                let end = chars.find(|(_, c)| *c == first).expect("an end of the text").0;
                format!("'{}", &text[at + 1..end])
            }
            '&' | '|' | '=' | '!' | '<' | '>' => {
                let two = text.get(at..at + 2).unwrap_or_default();
                if ["&&", "||", "==", "!=", "<=", ">="].contains(&two) {
                    chars.next();
                    two.to_owned()
                } else {
                    first.to_string()
                }
            }
            c if c.is_ascii_alphanumeric() || c == '_' => {
                while chars.next_if(|(_, c)| c.is_ascii_alphanumeric() || *c == '_').is_some() {}
                text[at..end(&mut chars, text)].to_owned()
            }
            other => other.to_string(),
        };
        tokens.push(token);
    }
    tokens
}

/// Where the next character stands.
fn end(chars: &mut Peekable<CharIndices<'_>>, text: &str) -> usize {
    chars.peek().map_or(text.len(), |(at, _)| *at)
}

struct ExpressionReader {
    tokens: Vec<String>,
    at: usize,
}

impl ExpressionReader {
    fn peek(&self) -> &str {
        self.tokens.get(self.at).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens.get(self.at - 1).cloned().unwrap_or_default()
    }

    fn take(&mut self, token: &str) -> bool {
        let found = self.peek() == token;
        self.at += usize::from(found);
        found
    }

    /// A chain of `||` or, one level deeper, of `&&`.
    fn logic(&mut self, op: &'static str) -> SyntaxNode {
        let part = |reader: &mut Self| match op {
            "||" => reader.logic("&&"),
            _ => reader.relation(),
        };
        let mut node = part(self);
        while self.take(op) {
            node = SyntaxNode::Logic(op, node.into(), part(self).into());
        }
        node
    }

    fn relation(&mut self) -> SyntaxNode {
        let one = self.sum();
        match RELATIONS.into_iter().find(|op| self.take(op)) {
            Some(op) => SyntaxNode::Relation(op, one.into(), self.sum().into()),
            None => one,
        }
    }

    fn sum(&mut self) -> SyntaxNode {
        let mut node = self.unary();
        while let Some(op) = ["+", "-"].into_iter().find(|op| self.take(op)) {
            node = SyntaxNode::Sum(op, node.into(), self.unary().into());
        }
        node
    }

    fn unary(&mut self) -> SyntaxNode {
        if self.take("!") {
            return SyntaxNode::Not(self.unary().into());
        }
        let mut node = self.primary();
        while self.take(".") {
            let name = self.next();
            node = if self.take("(") {
                SyntaxNode::Call(Some(node.into()), name, self.items(")"))
            } else {
                SyntaxNode::Field(node.into(), name)
            };
        }
        node
    }

    fn primary(&mut self) -> SyntaxNode {
        let token = self.next();
        if token == "(" {
            let node = self.logic("||");
            assert!(self.take(")"), "a parenthesis without end");
            node
        } else if token == "[" {
            SyntaxNode::List(self.items("]"))
        } else if let Some(text) = token.strip_prefix('\'') {
            SyntaxNode::Text(text.to_owned())
        } else if let Ok(number) = token.parse() {
            SyntaxNode::Int(number)
        } else if self.take("(") {
            SyntaxNode::Call(None, token, self.items(")"))
        } else {
            assert!(token.starts_with(|c: char| c.is_ascii_alphabetic()), "not a name: `{token}`");
            SyntaxNode::Word(token)
        }
    }

    fn items(&mut self, end: &str) -> Vec<SyntaxNode> {
        let mut items = Vec::new();
        while !self.take(end) {
            items.push(self.logic("||"));
            self.take(",");
        }
        items
    }
}

#[test]
fn every_part_is_made_wrong_once() {
    let printed = |text: &str| {
        let mutants = parse(text).mutants();
        mutants.iter().skip(2).map(SyntaxNode::print).collect::<Vec<_>>()
    };
    assert_eq!(
        printed("a && !b || size(c) >= 2"),
        [
            "(a && !b)",
            "(size(c) >= 2)",
            "((a && !b) && (size(c) >= 2))",
            "(a || (size(c) >= 2))",
            "(!b || (size(c) >= 2))",
            "((a || !b) || (size(c) >= 2))",
            "((!a && !b) || (size(c) >= 2))",
            "((a && b) || (size(c) >= 2))",
            "((a && !b) || (size(c) > 2))",
            "((a && !b) || (size(c) < 2))",
            "((a && !b) || (size(c) >= 3))",
            "((a && !b) || (size(c) >= 1))",
        ]
    );
    assert_eq!(
        printed("x.all(r, r.y in ['a'])"),
        [
            "x.exists(r, (r.y in ['a']))",
            "!x.all(r, (r.y in ['a']))",
            "x.all(r, !(r.y in ['a']))",
            "x.all(r, (r.y in ['a~']))",
        ]
    );
    assert_eq!(
        printed("t < now - duration('60m')"),
        [
            "(t <= (now - duration('60m')))",
            "(t >= (now - duration('60m')))",
            "(t < (now - duration('61m')))",
            "(t < (now - duration('59m')))",
        ]
    );
}
