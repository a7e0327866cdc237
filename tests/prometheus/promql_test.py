#!/usr/bin/python3 -B
import unittest

from promql import label_names, metric_names, without_variables


class PromQl(unittest.TestCase):
    def test_functions_labels_and_words_are_no_metrics(self):
        query = ('sum by (job, role) (rate(a_total{x="b"}[5m])) > bool 0 unless on (job) group_left (v) '
                 'c:d:e offset 1h or vector(0)')
        self.assertEqual(metric_names(query), {"a_total", "c:d:e"})

    def test_matchers_of_each_kind_are_seen_with_their_metric(self):
        self.assertEqual(label_names('a{x="1",y!~"2|3"} / b{z=~"4",w!="{"}'),
                         {("a", "x"), ("a", "y"), ("b", "z"), ("b", "w")})

    def test_a_misspelled_metric_is_seen(self):
        self.assertEqual(metric_names("max(deepalive_rol_alive) == 0"), {"deepalive_rol_alive"})

    def test_grafanas_variables_become_what_promtool_can_read(self):
        self.assertEqual(without_variables('rate(a{job=~"$job|"}[$__rate_interval])'), 'rate(a{job=~".*|"}[5m])')


if __name__ == "__main__":
    unittest.main()
