-- A closing that was asked for in the portal counts as a case that came online (domain::indicator::CaseKind): those of
-- the days whose counts are kept already.
insert into case_sum (day_no, day, action, at_counter, cases)
select t.day_no, date((a.at_ms + 28800000) / 1000, 'unixepoch'), a.action, case when s.id is null then 0 else 1 end, count(*)
  from day_tally t
  join audit_event a on a.seq <= t.audit_through
   and a.seq > (select coalesce(max(p.audit_through), 0) from day_tally p where p.day_no < t.day_no)
  left join staff s on s.id = a.actor
 where a.action = 'closing.apply'
 group by 1, 2, 3, 4;
