//! Values for variables, written into the algebra of a parsed query in every scope.
//!
//! Oxigraph's own substitution is not seen inside a sub-select that does not project the variable. Here a bound variable
//! is replaced wherever it stands (triples, paths, graph names, filters, `EXISTS`, `VALUES`, sub-selects, templates), as a
//! textual replacement would do, but the value stays a term: nothing of it is ever parsed.

use std::collections::{BTreeMap, BTreeSet};

use oxrdf::{Literal, NamedNode, Term, Variable};
use spargebra::Query;
use spargebra::algebra::{AggregateExpression, Expression, GraphPattern, OrderExpression};
use spargebra::term::{GroundTerm, NamedNodePattern, TermPattern, TriplePattern};

/// Why a value cannot stand where its variable stands.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BindError {
    /// `BIND … AS`, an aggregate or `GROUP BY` would set or name the parameter.
    #[error("`{variable}` is a parameter and cannot be set or grouped by the query itself")]
    Target {
        /// The variable.
        variable: Variable,
    },
    /// A literal where only an IRI can stand.
    #[error("`{variable}` stands for a {place}, which cannot be the literal {value}")]
    Position {
        /// The variable.
        variable: Variable,
        /// Where it stands.
        place: &'static str,
        /// The value given.
        value: Literal,
    },
    /// Blank nodes are no constants.
    #[error("`{variable}` cannot be bound to a blank node")]
    Blank {
        /// The variable.
        variable: Variable,
    },
}

/// Values of variables.
pub type Values = BTreeMap<Variable, Term>;

/// The query with the values in place of their variables, which thereby are no columns of the result either.
///
/// # Errors
/// When a variable stands where its value cannot.
pub fn bind(query: Query, values: &Values) -> Result<Query, BindError> {
    Binder { values: constants(values)?, ..Binder::default() }.query(query)
}

/// Every variable of a query, in every scope.
///
/// # Errors
/// When the query sets or groups by a variable for which `fixed` is true.
pub fn variables(query: &Query, fixed: impl Fn(&Variable) -> bool) -> Result<BTreeSet<Variable>, BindError> {
    let mut binder = Binder::default();
    binder.query(query.clone())?;
    // A second pass, in which the parameters are bound to something, meets every place where they must not stand.
    let probe = GroundTerm::NamedNode(NamedNode::new_unchecked("urn:x-parameter"));
    let values = binder.seen.iter().filter(|v| fixed(v)).map(|v| (v.clone(), probe.clone())).collect();
    Binder { values, ..Binder::default() }.query(query.clone())?;
    Ok(binder.seen)
}

/// Whether a query asks another server, in whatever scope.
#[must_use]
pub fn asks_outside(query: &Query) -> bool {
    let mut binder = Binder::default();
    // Without values nothing is out of place.
    let _ = binder.query(query.clone());
    binder.service
}

/// Whether a pattern asks another server, in whatever scope.
#[must_use]
pub fn pattern_asks_outside(pattern: &GraphPattern) -> bool {
    let mut binder = Binder::default();
    let _ = binder.pattern(pattern.clone());
    binder.service
}

fn constants(values: &Values) -> Result<BTreeMap<Variable, GroundTerm>, BindError> {
    values
        .iter()
        .map(|(variable, term)| {
            let ground = match term {
                Term::NamedNode(node) => GroundTerm::NamedNode(node.clone()),
                Term::Literal(literal) => GroundTerm::Literal(literal.clone()),
                Term::BlankNode(_) => return Err(BindError::Blank { variable: variable.clone() }),
            };
            Ok((variable.clone(), ground))
        })
        .collect()
}

#[derive(Default)]
struct Binder {
    values: BTreeMap<Variable, GroundTerm>,
    seen: BTreeSet<Variable>,
    service: bool,
}

type Bound<T> = Result<T, BindError>;

impl Binder {
    fn value(&mut self, variable: &Variable) -> Option<GroundTerm> {
        if !self.seen.contains(variable) {
            self.seen.insert(variable.clone());
        }
        self.values.get(variable).cloned()
    }

    // A variable that the query itself gives a value.
    fn target(&mut self, variable: &Variable) -> Bound<()> {
        match self.value(variable) {
            Some(_) => Err(BindError::Target { variable: variable.clone() }),
            None => Ok(()),
        }
    }

    fn query(&mut self, query: Query) -> Bound<Query> {
        Ok(match query {
            Query::Select { dataset, pattern, base_iri } => Query::Select { dataset, pattern: self.pattern(pattern)?, base_iri },
            Query::Construct { template, dataset, pattern, base_iri } => {
                let template = template.into_iter().map(|t| self.triple(t)).collect::<Bound<_>>()?;
                Query::Construct { template, dataset, pattern: self.pattern(pattern)?, base_iri }
            }
            Query::Describe { dataset, pattern, base_iri } => Query::Describe { dataset, pattern: self.pattern(pattern)?, base_iri },
            Query::Ask { dataset, pattern, base_iri } => Query::Ask { dataset, pattern: self.pattern(pattern)?, base_iri },
        })
    }

    fn boxed(&mut self, pattern: GraphPattern) -> Bound<Box<GraphPattern>> {
        self.pattern(pattern).map(Box::new)
    }

    fn pattern(&mut self, pattern: GraphPattern) -> Bound<GraphPattern> {
        use GraphPattern as P;
        Ok(match pattern {
            P::Bgp { patterns } => P::Bgp { patterns: patterns.into_iter().map(|t| self.triple(t)).collect::<Bound<_>>()? },
            P::Path { subject, path, object } => P::Path { subject: self.term(subject, Some("subject"))?, path, object: self.term(object, None)? },
            P::Join { left, right } => P::Join { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Lateral { left, right } => P::Lateral { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::LeftJoin { left, right, expression } => {
                P::LeftJoin { left: self.boxed(*left)?, right: self.boxed(*right)?, expression: expression.map(|e| self.expression(e)).transpose()? }
            }
            P::Filter { expr, inner } => P::Filter { expr: self.expression(expr)?, inner: self.boxed(*inner)? },
            P::Union { left, right } => P::Union { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Graph { name, inner } => P::Graph { name: self.name(name, "graph")?, inner: self.boxed(*inner)? },
            P::Extend { inner, variable, expression } => {
                self.target(&variable)?;
                P::Extend { inner: self.boxed(*inner)?, variable, expression: self.expression(expression)? }
            }
            P::Minus { left, right } => P::Minus { left: self.boxed(*left)?, right: self.boxed(*right)? },
            P::Values { variables, bindings } => self.table(variables, bindings),
            P::OrderBy { inner, expression } => {
                let expression = expression.into_iter().map(|e| self.order(e)).collect::<Bound<_>>()?;
                P::OrderBy { inner: self.boxed(*inner)?, expression }
            }
            P::Project { inner, variables } => {
                let variables = variables.into_iter().filter(|v| self.value(v).is_none()).collect();
                P::Project { inner: self.boxed(*inner)?, variables }
            }
            P::Distinct { inner } => P::Distinct { inner: self.boxed(*inner)? },
            P::Reduced { inner } => P::Reduced { inner: self.boxed(*inner)? },
            P::Slice { inner, start, length } => P::Slice { inner: self.boxed(*inner)?, start, length },
            P::Group { inner, variables, aggregates } => {
                for variable in variables.iter().chain(aggregates.iter().map(|(v, _)| v)) {
                    self.target(variable)?;
                }
                let aggregates = aggregates.into_iter().map(|(v, a)| Ok((v, self.aggregate(a)?))).collect::<Bound<_>>()?;
                P::Group { inner: self.boxed(*inner)?, variables, aggregates }
            }
            P::Service { name, inner, silent } => {
                self.service = true;
                P::Service { name: self.name(name, "service")?, inner: self.boxed(*inner)?, silent }
            }
        })
    }

    // A row of `VALUES` holds where it has the value or leaves it open.
    fn table(&mut self, variables: Vec<Variable>, bindings: Vec<Vec<Option<GroundTerm>>>) -> GraphPattern {
        let fixed: Vec<Option<GroundTerm>> = variables.iter().map(|v| self.value(v)).collect();
        let holds = |row: &Vec<Option<GroundTerm>>| fixed.iter().zip(row).all(|(f, cell)| f.is_none() || cell.is_none() || f == cell);
        let open = |row: Vec<Option<GroundTerm>>| row.into_iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(c, _)| c).collect();
        GraphPattern::Values {
            bindings: bindings.into_iter().filter(holds).map(open).collect(),
            variables: variables.into_iter().zip(&fixed).filter(|(_, f)| f.is_none()).map(|(v, _)| v).collect(),
        }
    }

    fn triple(&mut self, triple: TriplePattern) -> Bound<TriplePattern> {
        Ok(TriplePattern {
            subject: self.term(triple.subject, Some("subject"))?,
            predicate: self.name(triple.predicate, "predicate")?,
            object: self.term(triple.object, None)?,
        })
    }

    // `place` is given where a literal cannot stand.
    fn term(&mut self, term: TermPattern, place: Option<&'static str>) -> Bound<TermPattern> {
        let TermPattern::Variable(variable) = term else { return Ok(term) };
        Ok(match (self.value(&variable), place) {
            (None, _) => TermPattern::Variable(variable),
            (Some(GroundTerm::NamedNode(node)), _) => TermPattern::NamedNode(node),
            (Some(GroundTerm::Literal(literal)), None) => TermPattern::Literal(literal),
            (Some(GroundTerm::Literal(value)), Some(place)) => return Err(BindError::Position { variable, place, value }),
        })
    }

    fn name(&mut self, name: NamedNodePattern, place: &'static str) -> Bound<NamedNodePattern> {
        let NamedNodePattern::Variable(variable) = name else { return Ok(name) };
        Ok(match self.value(&variable) {
            None => NamedNodePattern::Variable(variable),
            Some(GroundTerm::NamedNode(node)) => NamedNodePattern::NamedNode(node),
            Some(GroundTerm::Literal(value)) => return Err(BindError::Position { variable, place, value }),
        })
    }

    fn order(&mut self, order: OrderExpression) -> Bound<OrderExpression> {
        Ok(match order {
            OrderExpression::Asc(e) => OrderExpression::Asc(self.expression(e)?),
            OrderExpression::Desc(e) => OrderExpression::Desc(self.expression(e)?),
        })
    }

    fn aggregate(&mut self, aggregate: AggregateExpression) -> Bound<AggregateExpression> {
        Ok(match aggregate {
            AggregateExpression::CountSolutions { .. } => aggregate,
            AggregateExpression::FunctionCall { name, expr, distinct } => AggregateExpression::FunctionCall { name, expr: self.expression(expr)?, distinct },
        })
    }

    fn expressions(&mut self, list: Vec<Expression>) -> Bound<Vec<Expression>> {
        list.into_iter().map(|e| self.expression(e)).collect()
    }

    fn pair(&mut self, make: fn(Box<Expression>, Box<Expression>) -> Expression, a: Expression, b: Expression) -> Bound<Expression> {
        Ok(make(Box::new(self.expression(a)?), Box::new(self.expression(b)?)))
    }

    fn expression(&mut self, expression: Expression) -> Bound<Expression> {
        use Expression as E;
        match expression {
            E::NamedNode(_) | E::Literal(_) => Ok(expression),
            E::Variable(variable) => Ok(match self.value(&variable) {
                None => E::Variable(variable),
                Some(GroundTerm::NamedNode(node)) => E::NamedNode(node),
                Some(GroundTerm::Literal(literal)) => E::Literal(literal),
            }),
            E::Bound(variable) => Ok(match self.value(&variable) {
                None => E::Bound(variable),
                Some(_) => E::Literal(Literal::from(true)),
            }),
            E::Or(a, b) => self.pair(E::Or, *a, *b),
            E::And(a, b) => self.pair(E::And, *a, *b),
            E::Equal(a, b) => self.pair(E::Equal, *a, *b),
            E::SameTerm(a, b) => self.pair(E::SameTerm, *a, *b),
            E::Greater(a, b) => self.pair(E::Greater, *a, *b),
            E::GreaterOrEqual(a, b) => self.pair(E::GreaterOrEqual, *a, *b),
            E::Less(a, b) => self.pair(E::Less, *a, *b),
            E::LessOrEqual(a, b) => self.pair(E::LessOrEqual, *a, *b),
            E::Add(a, b) => self.pair(E::Add, *a, *b),
            E::Subtract(a, b) => self.pair(E::Subtract, *a, *b),
            E::Multiply(a, b) => self.pair(E::Multiply, *a, *b),
            E::Divide(a, b) => self.pair(E::Divide, *a, *b),
            E::In(a, list) => Ok(E::In(Box::new(self.expression(*a)?), self.expressions(list)?)),
            E::UnaryPlus(a) => Ok(E::UnaryPlus(Box::new(self.expression(*a)?))),
            E::UnaryMinus(a) => Ok(E::UnaryMinus(Box::new(self.expression(*a)?))),
            E::Not(a) => Ok(E::Not(Box::new(self.expression(*a)?))),
            E::Exists(pattern) => Ok(E::Exists(self.boxed(*pattern)?)),
            E::If(a, b, c) => Ok(E::If(Box::new(self.expression(*a)?), Box::new(self.expression(*b)?), Box::new(self.expression(*c)?))),
            E::Coalesce(list) => Ok(E::Coalesce(self.expressions(list)?)),
            E::FunctionCall(function, list) => Ok(E::FunctionCall(function, self.expressions(list)?)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use spargebra::SparqlParser;

    fn bound(text: &str, value: impl Into<Term>) -> String {
        let query = SparqlParser::new().parse_query(text).unwrap();
        bind(query, &Values::from([(Variable::new_unchecked("_x"), value.into())])).unwrap().to_string()
    }

    #[test]
    fn every_scope_is_reached() {
        let node = NamedNode::new_unchecked("urn:v");
        for text in [
            "SELECT ?s WHERE { ?s ?p ?_x }",
            "SELECT ?s WHERE { ?s <urn:p>+ ?_x }",
            "SELECT ?s WHERE { GRAPH ?_x { ?s ?p ?o } }",
            "SELECT ?s WHERE { { SELECT ?s WHERE { ?s ?p ?_x } } }",
            "SELECT ?s WHERE { ?s ?p ?o FILTER EXISTS { ?s ?q ?_x } }",
            "SELECT ?s WHERE { ?s ?p ?o FILTER(?o IN (?_x, 1)) }",
            "SELECT ?s WHERE { ?s ?p ?o OPTIONAL { ?s ?q ?r FILTER(?r = ?_x) } }",
            "SELECT ?s WHERE { ?s ?p ?o MINUS { ?s ?q ?_x } } ORDER BY (?o = ?_x)",
            "SELECT (COUNT(IF(?o = ?_x, 1, 0)) AS ?n) WHERE { ?s ?p ?o }",
            "SELECT ?s WHERE { ?s ?p ?o BIND(STR(?_x) AS ?t) }",
            "CONSTRUCT { ?s <urn:p> ?_x } WHERE { ?s ?p ?o }",
            "ASK { ?_x ?p ?o }",
            "DESCRIBE ?s WHERE { ?s ?p ?_x }",
        ] {
            let out = bound(text, node.clone());
            assert!(out.contains("<urn:v>") && !out.contains("?_x"), "{text}\n{out}");
        }
    }

    #[test]
    fn rows_of_values_are_kept_where_they_agree() {
        let text = "SELECT ?y WHERE { VALUES (?_x ?y) { (<urn:v> 1) (<urn:w> 2) (UNDEF 3) } }";
        let out = bound(text, NamedNode::new_unchecked("urn:v"));
        let has = |n: u8| out.contains(&format!("\"{n}\""));
        assert!(has(1) && has(3) && !has(2), "{out}");
    }

    #[test]
    fn a_parameter_is_no_target() {
        for text in ["SELECT ?s WHERE { BIND(1 AS ?_x) ?s ?p ?_x }", "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?_x } GROUP BY ?_x"] {
            let query = SparqlParser::new().parse_query(text).unwrap();
            assert!(matches!(variables(&query, |v| v.as_str() == "_x"), Err(BindError::Target { .. })), "{text}");
        }
    }

    #[test]
    fn a_literal_is_no_subject() {
        let query = SparqlParser::new().parse_query("ASK { ?_x ?p ?o }").unwrap();
        let values = Values::from([(Variable::new_unchecked("_x"), Literal::from("a").into())]);
        assert!(matches!(bind(query, &values), Err(BindError::Position { place: "subject", .. })));
    }
}
