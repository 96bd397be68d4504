//! Where an answer was read. A snapshot file has one line per answer; a template or a plan shows the items of one listing in
//! many places, perhaps of several files, so each item may have an origin of its own.

/// A place in an input of this run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InputPlace {
    /// Which input, counted from 0.
    pub input: u16,
    /// The line, counted from 1.
    pub line: u32,
    /// A JSON pointer (RFC 6901): within the line of a snapshot file, else within the input.
    pub pointer: Option<Box<str>>,
}

/// Where an answer and its items were read; nowhere for what was never in a file.
///
/// It is never written to a snapshot file: it names an input by its number in this run, and whoever reads that file again
/// finds the answer at a line of that file. Nor is it a part of what the answer says: two that say the same are equal
/// wherever they were read.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    whole: Option<InputPlace>,
    items: Vec<InputPlace>,
}

impl PartialEq for Origins {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Origins {
    /// One place for an answer and all its items. Without a pointer it is a line that holds an observation.
    #[must_use]
    pub fn one(place: InputPlace) -> Self {
        Self { whole: Some(place), items: Vec::new() }
    }

    /// Adds places of items, in the order of the listing's `value`: trimming and redaction keep it. Items beyond have the
    /// place of the whole.
    #[must_use]
    pub fn with_items(self, items: Vec<InputPlace>) -> Self {
        Self { items, ..self }
    }

    /// Says which input the places are of; none is known if there are too many to count.
    pub fn set_input(&mut self, input: usize) {
        let Ok(input) = u16::try_from(input) else {
            *self = Self::default();
            return;
        };
        for place in self.whole.iter_mut().chain(&mut self.items) {
            place.input = input;
        }
    }

    /// True if it was read from no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.whole.is_none() && self.items.is_empty()
    }

    /// The place of the answer; of its body, if it has one.
    #[must_use]
    pub fn of_answer(&self, has_body: bool) -> Option<InputPlace> {
        let pointer = has_body.then(|| "/body".into());
        Some(self.whole.clone()?.or_pointer(pointer))
    }

    /// The place of an item of a listing, by its index.
    #[must_use]
    pub fn of_item(&self, index: usize) -> Option<InputPlace> {
        if let Some(own) = self.items.get(index) {
            return Some(own.clone());
        }
        let pointer = format!("/body/value/{index}").into();
        Some(self.whole.clone()?.or_pointer(Some(pointer)))
    }
}

impl InputPlace {
    fn or_pointer(self, pointer: Option<Box<str>>) -> Self {
        Self { pointer: self.pointer.or(pointer), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(line: u32, pointer: Option<&str>) -> InputPlace {
        InputPlace { input: 0, line, pointer: pointer.map(Into::into) }
    }

    #[test]
    fn an_item_has_its_own_place_or_the_one_of_the_whole() {
        let line = Origins::one(place(3, None));
        assert_eq!(line.of_answer(true), Some(place(3, Some("/body"))));
        assert_eq!(line.of_answer(false), Some(place(3, None)));
        assert_eq!(line.of_item(4), Some(place(3, Some("/body/value/4"))));
        let file = Origins::one(place(1, Some("/resources")));
        let file = file.with_items(vec![place(17, Some("/resources/2"))]);
        assert_eq!(file.of_item(0), Some(place(17, Some("/resources/2"))));
        assert_eq!(file.of_item(1), Some(place(1, Some("/resources"))));
        assert_eq!(file.of_answer(true), Some(place(1, Some("/resources"))));
        assert_eq!(Origins::default().of_item(0), None);
    }

    #[test]
    fn all_places_are_of_the_input_that_they_were_read_from() {
        let mut all = Origins::one(place(1, None)).with_items(vec![place(2, None)]);
        all.set_input(7);
        let inputs = [all.of_answer(true), all.of_item(0)].map(|place| place.map(|at| at.input));
        assert_eq!(inputs, [Some(7), Some(7)]);
        all.set_input(70_000);
        assert_eq!(all.of_item(0), None);
    }
}
