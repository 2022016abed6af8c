//! From what an operation selects to a plan of the answer: fields found in the schema, fragments
//! merged, directives carried out. A plan is made before anything is read, so that what is wrong with a
//! request is said whatever the store holds.

use std::collections::{HashMap, HashSet};

use graphql_parser::query::{Selection, TypeCondition};
use serde_json::{Map, Value as Json};

use super::document::{Directive, Field as Asked, Fragment, SelectionSet, Type};
use super::schema::{Field, ObjectType, RootField, root_field};
use super::values::{self, Variables};

/// What GraphQL calls the type of an object, in every object.
const TYPE_NAME: &str = "__typename";

/// What is wanted of an object, in order.
#[derive(Debug)]
pub(in crate::server) struct Plan {
    pub(super) object: &'static ObjectType,
    pub(super) entries: Vec<Entry>,
}

/// One name of an answer.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) what: What,
}

/// What stands under a name.
#[derive(Debug)]
pub(super) enum What {
    TypeName,
    Field(&'static Field, Option<Plan>),
}

impl Plan {
    /// Whether a field of an object in the answer is wanted, by its keys from the answer on.
    pub(in crate::server) fn wants(&self, path: &[&str]) -> bool {
        let Some((key, below)) = path.split_first() else {
            return true;
        };
        self.entries.iter().any(|entry| match &entry.what {
            What::Field(field, plan) if field.key == *key => match plan {
                Some(plan) => plan.wants(below),
                None => below.is_empty(),
            },
            _ => false,
        })
    }
}

/// A field that an operation asks for.
#[derive(Debug)]
pub(super) struct RootEntry {
    pub(super) name: String,
    pub(super) what: RootWhat,
}

#[derive(Debug)]
pub(super) enum RootWhat {
    /// The name of the operation's own type.
    TypeName(&'static str),
    Field {
        field: &'static RootField,
        arguments: Map<String, Json>,
        plan: Plan,
    },
}

/// What is needed to make plans.
pub(super) struct Planner<'d, 't> {
    pub(super) fragments: &'d HashMap<&'t str, Fragment<'t>>,
    pub(super) variables: &'d Variables<'d, 't>,
}

/// The fields that answer under one name: one field, however often it is asked for.
struct Chosen<'d, 't> {
    name: &'t str,
    asked: &'d Asked<'t>,
    /// What is wanted of its value.
    sets: Vec<&'d SelectionSet<'t>>,
}

impl<'d, 't> Planner<'d, 't> {
    /// The fields that an operation asks for.
    pub(super) fn roots(
        &self,
        set: &'d SelectionSet<'t>,
        type_name: &'static str,
        fields: &'static [RootField],
    ) -> Result<Vec<RootEntry>, String> {
        let chosen = self.chosen(&[set], type_name)?.into_iter();
        chosen
            .map(|chosen| {
                let asked = chosen.asked.name;
                let name = chosen.name.to_owned();
                if asked == TYPE_NAME {
                    let what = RootWhat::TypeName(type_name);
                    return Ok(RootEntry { name, what });
                }
                let field = root_field(fields, asked).ok_or_else(|| no_field(asked, type_name))?;
                let given = &chosen.asked.arguments;
                let arguments = values::arguments(field.arguments, given, asked, self.variables)?;
                let plan = self.plan(&chosen, field.object)?;
                let what = RootWhat::Field {
                    field,
                    arguments,
                    plan,
                };
                Ok(RootEntry { name, what })
            })
            .collect()
    }

    /// What is wanted of the value of a field, which is an object.
    fn plan(&self, of: &Chosen<'d, 't>, object: &'static ObjectType) -> Result<Plan, String> {
        if of.sets.is_empty() {
            return Err(format!(
                "Field '{}' of type '{}' must have a selection of subfields: expected their names \
                 in braces",
                of.asked.name, object.name
            ));
        }
        let chosen = self.chosen(&of.sets, object.name)?.into_iter();
        let entries = chosen.map(|chosen| self.entry(&chosen, object));
        Ok(Plan {
            object,
            entries: entries.collect::<Result<_, _>>()?,
        })
    }

    fn entry(&self, chosen: &Chosen<'d, 't>, object: &'static ObjectType) -> Result<Entry, String> {
        let asked = chosen.asked.name;
        let name = chosen.name.to_owned();
        if asked == TYPE_NAME {
            let what = What::TypeName;
            return Ok(Entry { name, what });
        }
        let field = object
            .field(asked)
            .ok_or_else(|| no_field(asked, object.name))?;
        values::arguments(&[], &chosen.asked.arguments, asked, self.variables)?;
        let plan = match field.kind.object() {
            Some(object) => Some(self.plan(chosen, object)?),
            None if chosen.sets.is_empty() => None,
            None => {
                return Err(format!(
                    "Field '{asked}' must not have a selection since it has no subfields"
                ));
            }
        };
        let what = What::Field(field, plan);
        Ok(Entry { name, what })
    }

    /// The fields of an object that are wanted, in the order in which they are first asked for.
    fn chosen(
        &self,
        sets: &[&'d SelectionSet<'t>],
        type_name: &str,
    ) -> Result<Vec<Chosen<'d, 't>>, String> {
        let mut found = Vec::new();
        let mut seen = HashSet::new();
        for set in sets {
            self.collect(set, type_name, &mut seen, &mut found)?;
        }
        let mut chosen: Vec<Chosen> = Vec::new();
        for asked in found {
            let name = asked.alias.unwrap_or(asked.name);
            let set = Some(&asked.selection_set).filter(|set| !set.items.is_empty());
            match chosen.iter_mut().find(|chosen| chosen.name == name) {
                Some(known) if is_same(known.asked, asked) => known.sets.extend(set),
                Some(_) => {
                    return Err(format!(
                        "Fields '{name}' conflict because they are different fields or have \
                         differing arguments: expected different aliases"
                    ));
                }
                None => chosen.push(Chosen {
                    name,
                    asked,
                    sets: set.into_iter().collect(),
                }),
            }
        }
        Ok(chosen)
    }

    /// Adds the fields of a selection, those of its fragments in their place. A fragment counts once.
    fn collect(
        &self,
        set: &'d SelectionSet<'t>,
        type_name: &str,
        seen: &mut HashSet<&'t str>,
        found: &mut Vec<&'d Asked<'t>>,
    ) -> Result<(), String> {
        for selection in &set.items {
            let directives = match selection {
                Selection::Field(field) => &field.directives,
                Selection::InlineFragment(fragment) => &fragment.directives,
                Selection::FragmentSpread(spread) => &spread.directives,
            };
            if !self.is_included(directives)? {
                continue;
            }
            match selection {
                Selection::Field(field) => found.push(field),
                Selection::InlineFragment(fragment) => {
                    check_condition(fragment.type_condition.as_ref(), type_name)?;
                    self.collect(&fragment.selection_set, type_name, seen, found)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.fragment_name;
                    let Some(fragment) = self.fragments.get(name) else {
                        return Err(format!(
                            "Unknown fragment '{name}': expected one that the query defines"
                        ));
                    };
                    check_condition(Some(&fragment.type_condition), type_name)?;
                    if seen.insert(name) {
                        self.collect(&fragment.selection_set, type_name, seen, found)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Whether what has these directives is wanted.
    fn is_included(&self, directives: &[Directive]) -> Result<bool, String> {
        let mut is_included = true;
        for directive in directives {
            let name = directive.name;
            if !["skip", "include"].contains(&name) {
                return Err(unknown_directive(name));
            }
            let [("if", condition)] = &directive.arguments[..] else {
                return Err(format!(
                    "Directive '@{name}' argument 'if' of type 'Boolean!' is required: expected it \
                     alone"
                ));
            };
            let flag = Type::NonNullType(Box::new(Type::NamedType("Boolean")));
            let flag = self.variables.resolve(condition, &flag)?;
            is_included &= (flag == Json::Bool(true)) == (name == "include");
        }
        Ok(is_included)
    }
}

/// Whether two fields give the same.
fn is_same<'t>(one: &Asked<'t>, other: &Asked<'t>) -> bool {
    one.name == other.name
        && one.arguments.len() == other.arguments.len()
        && one.arguments.iter().all(|it| other.arguments.contains(it))
}

fn check_condition<'t>(
    condition: Option<&TypeCondition<'t, &'t str>>,
    type_name: &str,
) -> Result<(), String> {
    match condition {
        Some(TypeCondition::On(on)) if *on != type_name => Err(format!(
            "Fragment cannot be spread here as objects of type '{type_name}' can never be of type \
             '{on}'"
        )),
        _ => Ok(()),
    }
}

pub(super) fn unknown_directive(name: &str) -> String {
    format!(
        "Unknown directive '@{name}': expected `@include`, `@skip` or, on operations, `@component`"
    )
}

fn no_field(name: &str, type_name: &str) -> String {
    if name.starts_with("__") {
        return format!(
            "Cannot query field '{name}' on type '{type_name}': this server does not tell its schema, \
             which is that of MLflow 3.18.0"
        );
    }
    format!("Cannot query field '{name}' on type '{type_name}': expected one that it has")
}
