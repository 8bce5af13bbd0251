// The part of ankerl::unordered_dense that mediasoup's worker uses, on top of Abseil's hash tables, which Debian has.
#ifndef SFAT_UNORDERED_DENSE_OVER_ABSEIL_H
#define SFAT_UNORDERED_DENSE_OVER_ABSEIL_H

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/hash/hash.h>
#include <functional>
#include <iterator>

namespace ankerl::unordered_dense
{
	template<typename T>
	using hash = absl::Hash<T>;

	// Abseil's erase(iterator) returns nothing; the worker's loops go on from the iterator that follows.
	template<typename Table>
	class erasing : public Table
	{
	public:
		using Table::erase;
		using Table::Table;

		typename Table::iterator erase(typename Table::iterator it)
		{
			auto next = std::next(it);

			Table::erase(it);

			return next;
		}
	};

	template<typename K, typename V, typename Hash = hash<K>, typename Equal = std::equal_to<K>>
	class map : public erasing<absl::flat_hash_map<K, V, Hash, Equal>>
	{
	public:
		using erasing<absl::flat_hash_map<K, V, Hash, Equal>>::erasing;
	};

	template<typename K, typename Hash = hash<K>, typename Equal = std::equal_to<K>>
	class set : public erasing<absl::flat_hash_set<K, Hash, Equal>>
	{
	public:
		using erasing<absl::flat_hash_set<K, Hash, Equal>>::erasing;
	};
} // namespace ankerl::unordered_dense

#endif
