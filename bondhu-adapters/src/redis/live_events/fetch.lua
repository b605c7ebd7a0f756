-- KEYS: number, events. ARGV: the last number seen, most events. Answers {what, number, events}.
local latest = redis.call('GET', KEYS[1])
if not latest then
  return {'forgotten', 0, {}}
end
latest = tonumber(latest)
local after = tonumber(ARGV[1])
local before_first = latest - redis.call('LLEN', KEYS[2])
if after > latest then
  return {'missed', latest, {}}
end
if after < before_first then
  return {'missed', before_first, {}}
end
local from = after - before_first
return {'events', after + 1, redis.call('LRANGE', KEYS[2], from, from + tonumber(ARGV[2]) - 1)}
